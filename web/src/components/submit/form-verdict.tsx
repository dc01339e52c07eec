import { formatCount } from '../../format.ts';
import { Icon } from '../../ui/icon.tsx';

interface FormVerdictProps {
  /** Of the fields that are said to be wrong, in the order they are seen. */
  readonly faults: readonly { readonly path: string; readonly title: string }[];
  /** null: allowed; else why this actor may not send. */
  readonly refusal: string | null;
  readonly onJump: (path: string) => void;
}

/** Why a form can't be sent, beside the button that would: how many fields need a look, with the way to the first. */
export function FormVerdict({ faults: [first, ...more], refusal, onJump }: FormVerdictProps) {
  return (
    <span className="grow" aria-live="polite">
      {first && (
        <button type="button" className="submit-fault" onClick={() => onJump(first.path)}>
          <Icon name="failed" size={13} />
          <span>
            {formatCount(more.length + 1, 'field needs a look', 'fields need a look')}:{' '}
            {first.title}
          </span>
        </button>
      )}
      {!first && refusal !== null && <span className="small t3">{refusal}</span>}
    </span>
  );
}
