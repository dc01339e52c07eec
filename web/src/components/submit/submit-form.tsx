import { useHotkeys } from '@mantine/hooks';
import { useRef } from 'react';
import { errorWords } from '../../errors.ts';
import { formatCount } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorState } from '../../ui/notices.tsx';
import { FieldGroups } from '../schema-form/field-groups.tsx';
import { OptionSection } from './option-section.tsx';
import './submit-form.css';
import { pathsOf, placeFaults, type TaskForm } from './task-form.ts';
import type { FilledForm } from './use-task-form.ts';
import type { useSubmit } from './use-submit.ts';

interface SubmitFormProps {
  readonly form: TaskForm;
  readonly filled: FilledForm;
  readonly submit: ReturnType<typeof useSubmit>;
  /** null: allowed; else why this actor may not submit. */
  readonly refusal: string | null;
}

/** Puts the cursor into a field, wherever in it the control is. */
function jumpTo(form: HTMLElement | null, path: string): void {
  const field = form?.querySelector(`[data-field=${CSS.escape(path)}]`);
  const section = field?.closest('details');
  if (section) section.open = true;
  const control = field?.querySelector('input:checked, input, textarea, select');
  if (control instanceof HTMLElement) control.focus();
}

interface FooterProps extends SubmitFormProps {
  readonly onJump: (path: string) => void;
}

function Footer({ form, filled, submit, refusal, onJump }: FooterProps) {
  const { shown, evaluation } = filled;
  const [first, ...more] = pathsOf(form, filled.draft).filter(({ path }) => path in shown);
  return (
    <footer className="submit-footer">
      <Button type="submit" tone="primary" big disabled={refusal !== null || submit.isPending}>
        {submit.isPending ? 'Submitting…' : 'Submit'}
        <kbd className="hide-s">Ctrl Enter</kbd>
      </Button>
      <span className="grow" aria-live="polite">
        {first && (
          <button type="button" className="submit-fault" onClick={() => onJump(first.path)}>
            <Icon name="failed" size={13} />
            <span>
              {formatCount(more.length + 1, 'field needs a look', 'fields need a look')}:{' '}
              {first.field.title}
            </span>
          </button>
        )}
        {!first && refusal !== null && <span className="small t3">{refusal}</span>}
      </span>
      {evaluation.changed > 0 && (
        <span className="row small t3 nw hide-s">
          <i className="field-dot" />
          {formatCount(evaluation.changed, 'changed', 'changed')}
        </span>
      )}
      <Button tone="quiet" onClick={filled.reset} disabled={evaluation.changed === 0}>
        Reset
      </Button>
    </footer>
  );
}

/** The form of one task: its own fields, the options of the run, and the way to send them. */
export function SubmitForm(props: SubmitFormProps) {
  const { form, filled, submit, refusal } = props;
  const element = useRef<HTMLFormElement>(null);
  const { task } = form;
  const error = submit.error && errorWords(submit.error);
  // Faults of fields stand at the fields; what belongs to none, and every other error, is said here once.
  const rest = error ? placeFaults(form, error.fields).rest : [];
  const isPlaced =
    error?.code === 'INPUT_INVALID' && rest.length === 0 && Object.keys(error.fields).length > 0;

  const send = async () => {
    const fault = filled.attempt();
    if (fault !== null) return jumpTo(element.current, fault);
    try {
      await submit.send(filled.evaluation.submission);
    } catch (thrown) {
      const path = filled.refuse(errorWords(thrown).fields);
      if (path !== null) jumpTo(element.current, path);
    }
  };
  // From anywhere on the page, fields included.
  useHotkeys([['mod+Enter', () => element.current?.requestSubmit()]], []);

  return (
    <form
      ref={element}
      className="submit-form"
      aria-label={`Submit ${task.name}`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (refusal === null && !submit.isPending) void send();
      }}
    >
      <div className="submit-fields">
        <header className="submit-about">
          <h2>{task.title}</h2>
          <p className="t2">{task.description}</p>
        </header>
        <FieldGroups
          prefix="input."
          title="Input"
          fields={form.input.fields}
          draft={filled.draft}
          faults={filled.shown}
          onType={filled.onType}
          onLeave={filled.onLeave}
        />
        <OptionSection fields={form.options.fields} filled={filled} />
        {error && !isPlaced && (
          <ErrorState
            error={{
              ...error,
              detail: `${[error.detail, ...rest].join(' ')} What you typed is kept.`,
            }}
          />
        )}
      </div>
      <Footer {...props} onJump={(path) => jumpTo(element.current, path)} />
    </form>
  );
}
