import type { CatalogTask } from '@taskdeck/server/schemas/job';
import { skipToken, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Job } from '../components/job/job.ts';
import { Page } from '../components/shell/page.tsx';
import { RequestPanel } from '../components/submit/request-panel.tsx';
import { SentNow } from '../components/submit/sent-now.tsx';
import { SubmitForm } from '../components/submit/submit-form.tsx';
import { makeTaskForm, startOf } from '../components/submit/task-form.ts';
import { TaskList } from '../components/submit/task-list.tsx';
import { useSubmit } from '../components/submit/use-submit.ts';
import { useTaskForm } from '../components/submit/use-task-form.ts';
import { useRecover } from '../components/use-recover.ts';
import { errorWords } from '../errors.ts';
import { shortId } from '../format.ts';
import { useMay, useRefusal } from '../may.ts';
import { useTRPC } from '../trpc.ts';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState, ErrorState, Note, Skeleton } from '../ui/notices.tsx';
import { badgeState } from '../ui/badge-state.ts';
import './submit.css';

const NOT_VIEWERS = 'Viewers may not submit; somebody who may can send this request.';

interface FillingProps {
  readonly task: CatalogTask;
  /** The job whose input and options it starts with; null: the defaults. */
  readonly from: Job | null;
  /** Why the job that was asked for could not be taken over; null when it was, or none was asked for. */
  readonly missing: string | null;
}

/** The form and, beside it, what it would send and what would meet it. */
function Filling({ task, from, missing }: FillingProps) {
  const navigate = useNavigate();
  const form = useMemo(() => makeTaskForm(task, from), [task, from]);
  const [start] = useState(() => startOf(form, from));
  const filled = useTaskForm(form, start);
  // One that failed is often sent again edited: its page then offers to remove the old one.
  const replaces = from && badgeState(from) === 'failed' ? from.id : undefined;
  const submit = useSubmit(
    (job) => void navigate({ to: '/jobs/$id', params: { id: job.id }, search: { replaces } }),
  );
  const refusal = useRefusal('tasks.submit', NOT_VIEWERS, { task: task.name, queue: task.queue });
  return (
    <>
      <SubmitForm form={form} filled={filled} submit={submit} refusal={refusal} />
      <aside className="form-side submit-side">
        {from && (
          <Note tone="now" icon="copy">
            Filled from job{' '}
            <Link className="link mono" to="/jobs/$id" params={{ id: from.id }}>
              {shortId(from.id)}
            </Link>
            . Submitting makes a new one.
          </Note>
        )}
        {missing !== null && (
          <Note tone="risk" icon="unknown">
            The job to start from could not be read: {missing} These are the defaults.
          </Note>
        )}
        <RequestPanel submission={filled.evaluation.submission} secrets={form.secrets} />
        <SentNow task={task} />
      </aside>
    </>
  );
}

/** Choose a task, fill in its form, send it: then the page of the job opens. `?task=` names the task, `?from=` a job to start from. */
export function SubmitPage() {
  const may = useMay();
  return (
    <Page
      title="Submit"
      actions={
        may('tasks.bulk') && (
          <Link className={buttonClass()} to="/bulk">
            Many at once
          </Link>
        )
      }
    >
      <Submit />
    </Page>
  );
}

/** An id that is none is as unknown as one that nobody has. */
function whyMissing(error: unknown): string {
  const { code, title } = errorWords(error);
  return code === 'NOT_FOUND' || code === 'INPUT_INVALID' ? 'there is none of this id.' : title;
}

function Submit() {
  const trpc = useTRPC();
  const navigate = useNavigate();
  const { task: wanted, from } = useSearch({ from: '/panel/submit' });
  const catalog = useQuery(trpc.tasks.catalog.queryOptions(undefined, { staleTime: Infinity }));
  const source = useQuery(
    trpc.tasks.get.queryOptions(from === undefined ? skipToken : { id: from }),
  );
  useRecover(() => {
    if (catalog.isError) void catalog.refetch();
    if (source.isError) void source.refetch();
  });
  // An answer that can't be had again does not take the form away, nor what was typed into it.
  if (catalog.data === undefined)
    return catalog.isError ? (
      <ErrorState error={errorWords(catalog.error)} onRetry={() => void catalog.refetch()} />
    ) : (
      <Skeleton lines={8} />
    );
  const tasks = catalog.data.items;
  const [first] = tasks;
  if (first === undefined)
    return <EmptyState title="This server has no tasks">A task is one file in tasks/.</EmptyState>;
  const name = wanted ?? source.data?.task ?? first.name;
  const task = tasks.find((known) => known.name === name);
  return (
    <div className="submit">
      <TaskList
        tasks={tasks}
        chosen={name}
        onChoose={(chosen) => void navigate({ to: '/submit', search: { task: chosen } })}
      />
      {source.isLoading && <Skeleton lines={8} />}
      {!source.isLoading && task === undefined && (
        <EmptyState title={`There is no task “${name}”`}>
          It may have been renamed. Choose one of the list.
        </EmptyState>
      )}
      {!source.isLoading && task && (
        <Filling
          key={`${name} ${from ?? ''}`}
          task={task}
          from={source.data?.task === name ? source.data : null}
          missing={source.isError && source.data === undefined ? whyMissing(source.error) : null}
        />
      )}
    </div>
  );
}
