import { Link } from '@tanstack/react-router';
import { useNow } from '../../clock.ts';
import { errorWords } from '../../errors.ts';
import { formatNumber, formatWhen, shortId } from '../../format.ts';
import { FOLLOWED_ROWS, type useFollowedJobs } from '../../live-list.ts';
import { EmptyState, ErrorState, Skeleton } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { groupFailures, type FailureGroup } from './failure-groups.ts';
import './overview-lists.css';

/** Groups shown; the rest is on the jobs page. */
const SHOWN = 5;

function Cause({ group, now }: { group: FailureGroup; now: number }) {
  const many = group.count > 1;
  const content = (
    <>
      <span className="n">{formatNumber(group.count)}</span>
      <span className="grow">
        <span className="m clip">{group.message || group.code}</span>
        <span className="row between small t3">
          <span className="clip">
            {group.task} · {group.code}
          </span>
          <span className="nw">
            {many ? `last ${formatWhen(group.lastAt, now)}` : formatWhen(group.lastAt, now)}
          </span>
        </span>
      </span>
    </>
  );
  return (
    <li>
      {many ? (
        <Link to="/jobs" search={{ state: 'failed', task: group.task }}>
          {content}
        </Link>
      ) : (
        <Link to="/jobs/$id" params={{ id: group.lastId }} title={`Job ${shortId(group.lastId)}`}>
          {content}
        </Link>
      )}
    </li>
  );
}

/** What failed last, one line a cause: 300 failures of one kind are one fact. */
export function FailuresPanel(props: {
  failures: ReturnType<typeof useFollowedJobs>;
  stale: boolean;
}) {
  const now = useNow();
  const { data, error, refetch } = props.failures;
  const groups = groupFailures(data?.items ?? []);
  const total = groups.reduce((sum, group) => sum + group.count, 0);
  const more = data !== undefined && data.nextCursor !== null;
  return (
    <Panel
      title="Failures by cause"
      stale={props.stale}
      aside={
        total > 0 && (
          <Link className="link" to="/jobs" search={{ state: 'failed' }}>
            {more ? `of the last ${FOLLOWED_ROWS}` : `all ${formatNumber(total)}`}
          </Link>
        )
      }
    >
      {error && data === undefined && (
        <ErrorState error={errorWords(error)} onRetry={() => void refetch()} />
      )}
      {data === undefined && !error && <Skeleton lines={4} lineHeight={48} />}
      {data !== undefined && groups.length === 0 && (
        <EmptyState title="No failed jobs">
          None of the jobs that are kept has failed. Failed ones are kept for 30 days.
        </EmptyState>
      )}
      {groups.length > 0 && (
        <ul className="lines causes">
          {groups.slice(0, SHOWN).map((group) => (
            <Cause key={group.key} group={group} now={now} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
