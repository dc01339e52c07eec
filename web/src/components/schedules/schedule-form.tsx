import type { CatalogTask } from '@taskdeck/server/schemas/job';
import { useRef, useState } from 'react';
import { errorWords } from '../../errors.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState, Note } from '../../ui/notices.tsx';
import { FieldGroups } from '../schema-form/field-groups.tsx';
import { jumpTo } from '../schema-form/jump-to.ts';
import { FormVerdict } from '../submit/form-verdict.tsx';
import { OptionSection } from '../submit/option-section.tsx';
import '../submit/submit-form.css';
import { errorBeside, pathsOf, startOf } from '../submit/task-form.ts';
import { useTaskForm } from '../submit/use-task-form.ts';
import { CronExamples } from './cron-examples.tsx';
import { scheduleFormOf, startOfSchedule, withheldWords } from './schedule-form-of.ts';
import type { ScheduleDetail } from './schedule.ts';
import type { FilledChoices } from './use-choices.ts';
import type { useSaveSchedule } from './use-save-schedule.ts';

interface ScheduleFormProps {
  readonly task: CatalogTask;
  /** That is edited; null: a new one. */
  readonly schedule: ScheduleDetail | null;
  readonly choices: FilledChoices;
  /** Of the server about the timing, before anything is saved. */
  readonly timingFaults: Readonly<Record<string, string>>;
  readonly save: ReturnType<typeof useSaveSchedule>;
  /** null: allowed; else why this actor may not save. */
  readonly refusal: string | null;
}

/** When a task runs, with which input and how. */
export function ScheduleForm(props: ScheduleFormProps) {
  const { task, schedule, choices, timingFaults, save, refusal } = props;
  const element = useRef<HTMLFormElement>(null);
  const [form] = useState(() => scheduleFormOf(task));
  const [start] = useState(() =>
    startOf(form, schedule?.task === task.name ? startOfSchedule(task, schedule) : null),
  );
  const filled = useTaskForm(form, start);
  const withheld = withheldWords(task);
  const shown = { ...timingFaults, ...choices.shown };
  const faults = [
    ...choices.fields.map(({ name, title }) => ({ path: name, title })),
    ...pathsOf(form, filled.draft),
  ].filter(({ path }) => path in shown || path in filled.shown);
  const own = choices.fields.map(({ name }) => name);
  const error = save.error && errorBeside(form, errorWords(save.error), own);

  const send = async () => {
    // Both show what is wrong with theirs; the cursor goes to the first.
    const faulty = [choices.attempt(), filled.attempt(), Object.keys(timingFaults)[0] ?? null];
    const path = faulty.find((found) => found !== null);
    const { timing, choices: chosen } = choices.reading;
    if (path !== undefined || timing === null)
      return jumpTo(element.current, path ?? 'timing.kind');
    try {
      await save.send({ ...chosen, timing, ...filled.evaluation.submission });
    } catch (thrown) {
      const { fields } = errorWords(thrown);
      const refused = [choices.refuse(fields), filled.refuse(fields)].find((at) => at !== null);
      if (refused !== undefined) jumpTo(element.current, refused);
    }
  };

  return (
    <form
      ref={element}
      className="submit-form"
      aria-label={schedule ? `Schedule ${schedule.name}` : 'New schedule'}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (refusal === null && !save.isPending) void send();
      }}
    >
      <div className="submit-fields">
        <header className="submit-about">
          <h2>{task.title}</h2>
          <p className="t2">{task.description}</p>
        </header>
        <FieldGroups
          {...choices}
          prefix=""
          title="When"
          faults={shown}
          fields={choices.fields.filter(({ group }) => group === null)}
        />
        {choices.draft['timing.kind'] === '"cron"' && (
          <CronExamples onChoose={(cron) => choices.onType('timing.cron', cron)} />
        )}
        <FieldGroups
          {...choices}
          prefix=""
          title=""
          faults={shown}
          fields={choices.fields.filter(({ group }) => group !== null)}
        />
        <FieldGroups
          {...filled}
          prefix="input."
          title={`Input of ${task.name}`}
          fields={form.input.fields}
          faults={filled.shown}
        />
        {withheld && (
          <Note tone={withheld.blocks ? 'risk' : 'now'} icon="key">
            {withheld.words}
          </Note>
        )}
        <OptionSection fields={form.options.fields} filled={filled} />
        {error && <ErrorState error={error} />}
      </div>
      <footer className="submit-footer">
        {refusal === null && (
          <Button type="submit" tone="primary" big disabled={save.isPending}>
            {save.isPending ? 'Saving…' : schedule ? 'Save' : 'Make schedule'}
          </Button>
        )}
        <FormVerdict
          faults={faults}
          refusal={refusal}
          onJump={(path) => jumpTo(element.current, path)}
        />
      </footer>
    </form>
  );
}
