import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useNow } from '../clock.ts';
import { FlowPanel } from '../components/flow/flow-panel.tsx';
import { AttemptsTable } from '../components/job/attempts-table.tsx';
import { containersOf } from '../components/job/container-lanes.ts';
import { containerStory } from '../components/job/container-story.ts';
import { ErrorPanel } from '../components/job/error-panel.tsx';
import { FilesPanel } from '../components/job/files-panel.tsx';
import { InputPanel } from '../components/job/input-panel.tsx';
import { JobButtons } from '../components/job/job-buttons.tsx';
import { JobFacts } from '../components/job/job-facts.tsx';
import type { Job } from '../components/job/job.ts';
import { LimitsPanel } from '../components/job/limits-panel.tsx';
import { LogPanel } from '../components/job/log-panel.tsx';
import { ReplacedNote } from '../components/job/replaced-note.tsx';
import { ResultPanel } from '../components/job/result-panel.tsx';
import { StoryList } from '../components/job/story-list.tsx';
import { storyOf } from '../components/job/story.ts';
import { TimelineChart } from '../components/job/timeline-chart.tsx';
import { hasEnded, timelineOf, type Timeline } from '../components/job/timeline.ts';
import { useContainerLanes } from '../components/job/use-container-lanes.ts';
import { useJobActions } from '../components/job/use-job-actions.ts';
import { QueryError } from '../components/query-error.tsx';
import { Page } from '../components/shell/page.tsx';
import { useRecover } from '../components/use-recover.ts';
import { errorWords, type ErrorWords } from '../errors.ts';
import { formatNumber, shortId } from '../format.ts';
import { useIsLive } from '../live-context.tsx';
import { useTRPC } from '../trpc.ts';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../ui/notices.tsx';
import { Panel } from '../ui/panel.tsx';
import { percentOf, ProgressBar } from '../ui/progress-bar.tsx';
import './job.css';

const PARENT = { to: '/jobs', label: 'Jobs' } as const;

/** An id that is none is as unknown as one that nobody has. */
const isGone = ({ code }: ErrorWords): boolean => code === 'NOT_FOUND' || code === 'INPUT_INVALID';

/** One job: what it is, what happened to it, and what came of it. */
export function JobPage() {
  const { id } = useParams({ from: '/panel/jobs/$id' });
  const query = useQuery(useTRPC().tasks.get.queryOptions({ id }));
  useRecover(() => void query.refetch());
  const error = query.error && errorWords(query.error);
  if (error && isGone(error))
    return (
      <Page title={`Job ${shortId(id)}`} parent={PARENT}>
        <Panel label="Not found">
          <EmptyState
            title={query.data ? 'This job was removed' : 'There is no such job'}
            action={
              <Link className={buttonClass()} to="/jobs">
                To the jobs
              </Link>
            }
          >
            Ended jobs are kept for days, not for ever: completed ones 7, failed ones 30.
          </EmptyState>
        </Panel>
      </Page>
    );
  if (query.data === undefined)
    return (
      <Page title={`Job ${shortId(id)}`} parent={PARENT}>
        {error ? (
          <ErrorState error={error} onRetry={() => void query.refetch()} />
        ) : (
          <>
            <Panel label="Loading">
              <Skeleton lines={2} />
            </Panel>
            <Panel label="Loading">
              <Skeleton lines={8} />
            </Panel>
          </>
        )}
      </Page>
    );
  return <JobView key={id} job={query.data} notice={<QueryError query={query} />} />;
}

interface JobViewProps {
  readonly job: Job;
  /** Why what is shown is not the newest; null when it is. */
  readonly notice: ReactNode;
}

function JobView({ job, notice }: JobViewProps) {
  const actions = useJobActions(job);
  const { replaces } = useSearch({ from: '/panel/jobs/$id' });
  const actionError = actions.error && errorWords(actions.error);
  return (
    <Page
      title={`${job.task} ${shortId(job.id)}`}
      heading={
        <>
          {job.task} <span className="mono t2 job-short">{shortId(job.id)}</span>
        </>
      }
      parent={PARENT}
      actions={
        <span className="hide-s">
          <JobButtons job={job} actions={actions} />
        </span>
      }
    >
      {notice}
      {actionError && <ErrorState error={actionError} />}
      {replaces !== undefined && <ReplacedNote id={job.id} old={replaces} />}
      {/* The bar of a phone has no room for them. */}
      <div className="only-s">
        <JobButtons job={job} actions={actions} />
      </div>
      <JobFacts job={job} isCancelling={actions.isCancelling} />
      {job.state === 'active' && <JobProgress job={job} />}
      {job.task === 'flow' && <FlowPanel id={job.id} />}
      {hasEnded(job.state) ? <JobHistory job={job} now={0} /> : <TickingHistory job={job} />}
    </Page>
  );
}

function JobProgress({ job }: { readonly job: Job }) {
  const { progress } = job;
  return (
    <Panel label="Progress" padded stale={!useIsLive()}>
      <div className="job-progress">
        <ProgressBar percent={percentOf(progress)} label="Progress of this job" />
        <span className="small t2 clip">
          {progress
            ? `${formatNumber(progress.current)} of ${formatNumber(progress.total)}${progress.message === undefined ? '' : ` · ${progress.message}`}`
            : 'nothing reported yet'}
        </span>
      </div>
    </Panel>
  );
}

function TickingHistory({ job }: { readonly job: Job }) {
  return <JobHistory job={job} now={useNow()} />;
}

/** A minute before and after the job: what led to it, and what came of it. */
const AROUND_MS = 60_000;

/** What else happened to where it ran, around that time. */
function ContainerTimeline({ job, timeline }: { readonly job: Job; readonly timeline: Timeline }) {
  const ids = containersOf(job);
  if (ids.length === 0) return null;
  const iso = (ms: number) => new Date(ms).toISOString();
  return (
    <Link
      className="link"
      to="/timeline"
      search={{
        container: ids.length === 1 ? ids[0] : undefined,
        from: iso(timeline.from - AROUND_MS),
        to: timeline.now === null ? iso(timeline.to + AROUND_MS) : undefined,
      }}
    >
      container timeline
    </Link>
  );
}

/** `now` in epoch ms; an ended job does not look at it. */
function JobHistory({ job, now }: { readonly job: Job; readonly now: number }) {
  const timeline = timelineOf(job, now);
  const containers = useContainerLanes(job, timeline);
  const story = [...storyOf(job, timeline), ...containerStory(containers, timeline.from)].sort(
    (a, b) => a.at - b.at,
  );
  const stale = !useIsLive();
  return (
    <>
      <Panel label="Timeline" padded stale={stale}>
        <TimelineChart job={job} timeline={timeline} containers={containers} />
      </Panel>
      <div className="job-below">
        <div className="stack">
          <ErrorPanel job={job} />
          {job.state !== 'failed' && <ResultPanel job={job} />}
          <FilesPanel job={job} />
          <LogPanel job={job} />
          <AttemptsTable job={job} />
        </div>
        <div className="stack">
          <Panel title="What happened" aside={<ContainerTimeline job={job} timeline={timeline} />}>
            <StoryList story={story} />
          </Panel>
          <InputPanel job={job} />
          <LimitsPanel job={job} />
        </div>
      </div>
    </>
  );
}
