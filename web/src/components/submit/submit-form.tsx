import { useHotkeys } from '@mantine/hooks';
import { useRef } from 'react';
import { errorWords } from '../../errors.ts';
import { formatCount } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { ErrorState } from '../../ui/notices.tsx';
import { FieldGroups } from '../schema-form/field-groups.tsx';
import { jumpTo } from '../schema-form/jump-to.ts';
import { FormVerdict } from './form-verdict.tsx';
import { OptionSection } from './option-section.tsx';
import { requestCurl } from './request-text.ts';
import './submit-form.css';
import { errorBeside, pathsOf, type TaskForm } from './task-form.ts';
import type { FilledForm } from './use-task-form.ts';
import type { useSubmit } from './use-submit.ts';

interface SubmitFormProps {
  readonly form: TaskForm;
  readonly filled: FilledForm;
  readonly submit: ReturnType<typeof useSubmit>;
  /** null: allowed; else why this actor may not submit: then the request can be copied for somebody who may. */
  readonly refusal: string | null;
}

interface FooterProps extends SubmitFormProps {
  readonly onJump: (path: string) => void;
}

function Footer({ form, filled, submit, refusal, onJump }: FooterProps) {
  const { shown, evaluation } = filled;
  const faults = pathsOf(form, filled.draft).filter(({ path }) => path in shown);
  return (
    <footer className="submit-footer">
      {refusal === null ? (
        <Button type="submit" tone="primary" big disabled={submit.isPending}>
          {submit.isPending ? 'Submitting…' : 'Submit'}
          <kbd className="hide-s">Ctrl Enter</kbd>
        </Button>
      ) : (
        <CopyButton
          text={requestCurl(globalThis.location.origin, evaluation.submission, form.secrets)}
          label="Copy the request"
        />
      )}
      <FormVerdict faults={faults} refusal={refusal} onJump={onJump} />
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
  const error = submit.error && errorBeside(form, errorWords(submit.error));

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
        {error && (
          <ErrorState error={{ ...error, detail: `${error.detail} What you typed is kept.` }} />
        )}
      </div>
      <Footer {...props} onJump={(path) => jumpTo(element.current, path)} />
    </form>
  );
}
