import { NativeSelect } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import type { CatalogTask } from '@taskdeck/server/schemas/job';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useNow } from '../clock.ts';
import '../components/inputs.css';
import '../components/schedules/schedule-editor.css';
import { ScheduleForm } from '../components/schedules/schedule-form.tsx';
import type { ScheduleDetail } from '../components/schedules/schedule.ts';
import { TimingPreview, useTimingPreview } from '../components/schedules/timing-preview.tsx';
import { useChoices } from '../components/schedules/use-choices.ts';
import { useSaveSchedule } from '../components/schedules/use-save-schedule.ts';
import { QueryError } from '../components/query-error.tsx';
import { Page } from '../components/shell/page.tsx';
import { errorWords } from '../errors.ts';
import { formatWhenExactly } from '../format.ts';
import { useRefusal } from '../may.ts';
import { useTRPC } from '../trpc.ts';
import { Icon } from '../ui/icon.tsx';
import { EmptyState, Skeleton } from '../ui/notices.tsx';

interface EditorProps {
  readonly tasks: readonly CatalogTask[];
  /** null: a new one. */
  readonly schedule: ScheduleDetail | null;
}

function History({ schedule }: { readonly schedule: ScheduleDetail }) {
  const { createdAt, createdBy, updatedAt, updatedBy } = schedule;
  const now = useNow();
  return (
    <p className="small t3">
      Made {formatWhenExactly(createdAt, now)} by {createdBy}
      {updatedAt !== createdAt && `, changed ${formatWhenExactly(updatedAt, now)} by ${updatedBy}`}.
    </p>
  );
}

function Editor({ tasks, schedule }: EditorProps) {
  // As it was read: what others change meanwhile must not be written over.
  const [read] = useState(schedule);
  const navigate = useNavigate();
  const [taskName, setTaskName] = useState(schedule?.task ?? tasks[0]?.name ?? '');
  const choices = useChoices(read);
  const save = useSaveSchedule(
    read,
    (saved) => void navigate({ to: '/schedules', hash: saved.id }),
  );
  const { timing } = choices.reading;
  const preview = useTimingPreview(timing);
  const said = preview.error ? errorWords(preview.error).fields : {};
  const timingFaults = Object.fromEntries(
    Object.entries(said).flatMap(([path, [why]]) =>
      timing !== null && why !== undefined ? [[path, why]] : [],
    ),
  );
  const isStanding =
    schedule !== null &&
    !schedule.paused &&
    JSON.stringify(timing) === JSON.stringify(schedule.timing);
  const task = tasks.find(({ name }) => name === taskName);
  const refusal = useRefusal(
    schedule === null ? 'schedules.create' : 'schedules.update',
    'Only admins make and change schedules.',
  );
  return (
    <div className="schedule-editor">
      {task && (
        <ScheduleForm
          key={task.name}
          task={task}
          schedule={read}
          choices={choices}
          timingFaults={timingFaults}
          save={save}
          refusal={refusal}
        />
      )}
      {!task && (
        <EmptyState title={`There is no task “${taskName}” any more`}>
          It was renamed or removed. Choose another one, or delete the schedule.
        </EmptyState>
      )}
      <aside className="form-side schedule-side">
        <section aria-label="Task">
          <label className="field-label" htmlFor="task">
            Task
          </label>
          <NativeSelect
            id="task"
            value={taskName}
            rightSection={<Icon name="chevron" />}
            data={
              task ? tasks.map(({ name }) => name) : [taskName, ...tasks.map(({ name }) => name)]
            }
            onChange={(event) => setTaskName(event.currentTarget.value)}
          />
        </section>
        <section aria-label="Due">
          <h2>{isStanding ? 'Next five runs' : 'Would run'}</h2>
          <TimingPreview
            timing={timing}
            preview={preview}
            standing={isStanding ? schedule.nextRuns : null}
          />
        </section>
        {schedule && <History schedule={schedule} />}
      </aside>
    </div>
  );
}

/** A new schedule. */
export function NewSchedulePage() {
  const trpc = useTRPC();
  const catalog = useQuery(trpc.tasks.catalog.queryOptions(undefined, { staleTime: Infinity }));
  return (
    <Page title="New schedule" parent={{ to: '/schedules', label: 'Schedules' }}>
      {catalog.data && <Editor tasks={catalog.data.items} schedule={null} />}
      <QueryError query={catalog} />
      {!catalog.data && !catalog.isError && <Skeleton lines={8} />}
    </Page>
  );
}

/** One schedule, to look at and to change. */
export function SchedulePage() {
  const { id } = useParams({ from: '/panel/schedules/$id' });
  const trpc = useTRPC();
  const catalog = useQuery(trpc.tasks.catalog.queryOptions(undefined, { staleTime: Infinity }));
  const schedule = useQuery(trpc.schedules.get.queryOptions({ id }));
  const error = schedule.error ?? catalog.error;
  const isMissing =
    error !== null && ['NOT_FOUND', 'INPUT_INVALID'].includes(errorWords(error).code ?? '');
  return (
    <Page
      title={schedule.data?.name ?? 'Schedule'}
      parent={{ to: '/schedules', label: 'Schedules' }}
    >
      {isMissing && !schedule.data && (
        <EmptyState
          title="There is no such schedule"
          action={
            <Link className="link" to="/schedules">
              All schedules
            </Link>
          }
        >
          It may have been deleted.
        </EmptyState>
      )}
      {!(isMissing && !schedule.data) && <QueryError query={schedule} />}
      {!schedule.error && <QueryError query={catalog} />}
      {!error && !(schedule.data && catalog.data) && <Skeleton lines={8} />}
      {schedule.data && catalog.data && (
        <Editor key={id} tasks={catalog.data.items} schedule={schedule.data} />
      )}
    </Page>
  );
}
