import { useIntersection } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { BulkBar } from '../components/jobs/bulk-bar.tsx';
import { JobFilterBar } from '../components/jobs/job-filter.tsx';
import { JobTable } from '../components/jobs/job-table.tsx';
import { viewOf } from '../components/jobs/list-view.ts';
import { isNarrowed, noneWords, type ListFilter } from '../components/jobs/list-filter.ts';
import { useJobList } from '../components/jobs/use-job-list.ts';
import { useSelection } from '../components/jobs/use-selection.ts';
import { Page } from '../components/shell/page.tsx';
import { workerName } from '../components/workers/worker-words.ts';
import { useRecover } from '../components/use-recover.ts';
import { errorWords } from '../errors.ts';
import { formatNumber } from '../format.ts';
import { useIsLive } from '../live-context.tsx';
import { useMay } from '../may.ts';
import { useTRPC } from '../trpc.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { EmptyState, ErrorState, Skeleton } from '../ui/notices.tsx';
import { Panel } from '../ui/panel.tsx';
import './jobs.css';

/** The jobs of a stack, newest first. The address holds the filter. */
export function JobsPage() {
  const { state, task, q, tag, fingerprint } = useSearch({ from: '/panel/jobs' });
  const filter = { view: viewOf(state), task, q, tag, fingerprint };
  const may = useMay();
  return (
    <Page
      title="Jobs"
      actions={
        <>
          {may('tasks.bulk') && (
            <Link className={`${buttonClass()} hide-s`} to="/bulk">
              Bulk
            </Link>
          )}
          {may('tasks.submit') && (
            <Link className={buttonClass('primary')} to="/submit">
              <Icon name="submit" size={12} /> Submit
            </Link>
          )}
        </>
      }
    >
      <JobFilterBar filter={filter} />
      {/* A new filter is a new list: nothing of the old one is carried over. */}
      <JobList key={JSON.stringify(filter)} filter={filter} />
    </Page>
  );
}

function NoJobs({ filter }: { readonly filter: ListFilter }) {
  const may = useMay();
  if (!isNarrowed(filter))
    return (
      <EmptyState
        title="No jobs yet"
        action={
          may('tasks.submit') && (
            <Link className={buttonClass()} to="/submit">
              Submit one
            </Link>
          )
        }
      >
        Work shows up here as soon as something is submitted.
      </EmptyState>
    );
  return (
    <EmptyState
      title={noneWords(filter)}
      action={
        <Link className={buttonClass()} to="/jobs">
          Show all jobs
        </Link>
      }
    >
      It will be listed here as soon as there is one.
    </EmptyState>
  );
}

function JobList({ filter }: { readonly filter: ListFilter }) {
  const list = useJobList(filter);
  const isLive = useIsLive();
  useRecover(list.retry);
  const trpc = useTRPC();
  const may = useMay();
  const workers = useQuery(trpc.workers.queryOptions()).data;
  const selection = useSelection(list.rows.map(({ id }) => id));
  const names = new Map(workers?.items.map((worker) => [worker.id, workerName(worker)]));
  const { ref, entry } = useIntersection<HTMLDivElement>({ rootMargin: '400px' });
  const isNear = entry?.isIntersecting === true;
  const { mayGoOn, isFetching, loadMore, rows, fresh, showNew } = list;
  useEffect(() => {
    if (isNear && mayGoOn && !isFetching) loadMore();
  });
  // Where nothing is listed, nothing can be pushed aside.
  const isEmpty = !list.isPending && rows.length === 0;
  useEffect(() => {
    if (isEmpty && fresh > 0 && !isFetching) showNew();
  });
  const error = list.error && errorWords(list.error);
  return (
    <Panel label="Jobs" className="jobs-panel" stale={!isLive || error !== null}>
      {error && (
        <ErrorState
          error={error}
          shownFrom={list.updatedAt > 0 ? list.updatedAt : undefined}
          onRetry={list.retry}
        />
      )}
      {list.isPending && !error && <Skeleton lines={12} />}
      {isEmpty && !list.hasMore && !error && <NoJobs filter={filter} />}
      {rows.length > 0 && (
        <JobTable
          rows={rows}
          workerNames={names}
          fresh={fresh}
          onShowFresh={showNew}
          selection={may('actions.start') ? selection : null}
        />
      )}
      <p className="vh" aria-live="polite">
        {fresh > 0 && rows.length > 0 ? `${formatNumber(fresh)} new jobs match` : ''}
      </p>
      {selection.ids.size > 0 && <BulkBar filter={filter} rows={rows} selection={selection} />}
      <div ref={ref} className="jobs-foot">
        {list.hasMore && !list.isPending && (
          <>
            <span className="small t3">
              {rows.length === 0
                ? 'None among the newest'
                : `${formatNumber(rows.length)} shown, newest first`}
            </span>
            <Button onClick={loadMore} disabled={isFetching}>
              {isFetching ? 'Loading…' : rows.length === 0 ? 'Look further' : 'Load more'}
            </Button>
          </>
        )}
        {!list.hasMore && rows.length > 0 && (
          <span className="small t3">
            {rows.length === 1 ? 'That is all' : `All ${formatNumber(rows.length)}, newest first`}
          </span>
        )}
      </div>
    </Panel>
  );
}
