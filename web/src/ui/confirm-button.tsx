import { useId, useRef, type ReactNode } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import './dialog.css';

interface ConfirmButtonProps extends Omit<ButtonProps, 'onClick'> {
  /** The title of the dialog, like `Remove this job?` */
  readonly question: string;
  /** What it leads to, for those who are not sure. */
  readonly outcome: ReactNode;
  /** On the way back out. */
  readonly keep: string;
  /** The button that does it. The dialog stays open while it works, unless it is a `submit`. */
  readonly action: ReactNode;
}

/** A button for what nothing brings back: it asks first. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const { question, outcome, keep, action, ...button } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  return (
    <>
      <Button {...button} onClick={() => dialog.current?.showModal()} />
      <dialog ref={dialog} className="dialog confirm" aria-labelledby={titleId}>
        <h2 id={titleId}>{question}</h2>
        <p className="t2">{outcome}</p>
        <form method="dialog" className="row">
          <Button type="submit">{keep}</Button>
          {action}
        </form>
      </dialog>
    </>
  );
}
