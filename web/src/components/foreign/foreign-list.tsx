import { Link } from '@tanstack/react-router';
import { useNow } from '../../clock.ts';
import { errorWords } from '../../errors.ts';
import { formatDuration, formatNumber, formatWhenExactly, NONE, shortId } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AsOf } from './as-of.tsx';
import type { ForeignRow, ForeignState } from './foreign.ts';
import { useForeignJobs } from './use-foreign-jobs.ts';

/** What is said of the order, because it is that of the queue and not by time of submission. */
const ORDER: Record<ForeignState, string> = {
  waiting: 'next one first',
  prioritized: 'next one first',
  delayed: 'next one first',
  active: 'started first, first',
  'waiting-children': 'newest first',
  completed: 'last ended first',
  failed: 'last ended first',
};

/** What matters of the row in its state. */
function detailOf(row: ForeignRow, now: number): string {
  if (row.name === null) return 'Its data are gone from Redis: only the list still names it';
  if (row.state === 'failed') return row.failedReason?.split('\n')[0] ?? "can't tell why";
  if (row.state === 'delayed' && row.runAt !== null)
    return `due ${formatWhenExactly(row.runAt, now)}`;
  if (row.state === 'active' && row.progress !== null) return `progress ${row.progress}`;
  if (row.state === 'prioritized') return `priority ${row.priority}`;
  return '';
}

const tookOf = ({ startedAt, finishedAt }: ForeignRow): string =>
  startedAt === null || finishedAt === null
    ? NONE
    : formatDuration(Date.parse(finishedAt) - Date.parse(startedAt));

function Row({ queue, row, now }: { queue: string; row: ForeignRow; now: number }) {
  return (
    <tr>
      <td className="foreign-id mono">
        {row.name === null ? (
          <span title={row.id}>{shortId(row.id)}</span>
        ) : (
          <Link
            to="/queues/$queue"
            params={{ queue }}
            search={{ state: row.state ?? undefined, job: row.id }}
            title={row.id}
          >
            {shortId(row.id)}
          </Link>
        )}
      </td>
      <td className="foreign-task m">{row.name ?? <span className="c-mute">{NONE}</span>}</td>
      <td className={`foreign-detail ${row.state === 'failed' ? 'c-fail' : 't2'}`}>
        {detailOf(row, now)}
      </td>
      <td className="foreign-tries num t2">
        {row.attemptsMade}/{row.maxAttempts}
      </td>
      <td className="foreign-took num">{tookOf(row)}</td>
      <td className="foreign-when num t3">
        {row.addedAt === null ? "can't tell" : formatWhenExactly(row.addedAt, now)}
      </td>
    </tr>
  );
}

interface ForeignListProps {
  readonly queue: string;
  readonly state: ForeignState;
  /** Beside the list, the counts are read again. */
  readonly onRefresh: () => void;
}

/** The jobs of one state, as BullMQ holds them. */
export function ForeignList({ queue, state, onRefresh }: ForeignListProps) {
  const list = useForeignJobs(queue, state);
  const now = useNow();
  const refresh = () => {
    list.refresh();
    onRefresh();
  };
  const { rows, isPending, isFetching, hasMore, updatedAt } = list;
  return (
    <Panel
      title={`${state[0]?.toUpperCase() ?? ''}${state.slice(1)}, ${ORDER[state]}`}
      aside={<AsOf at={updatedAt} isFetching={isFetching} onRefresh={refresh} />}
    >
      {list.error && (
        <ErrorState
          error={errorWords(list.error)}
          shownFrom={updatedAt > 0 ? updatedAt : undefined}
          onRetry={refresh}
        />
      )}
      {isPending && !list.error && <Skeleton lines={8} />}
      {!isPending && !list.error && rows.length === 0 && !hasMore && (
        <EmptyState title={`No ${state} job`}>
          The list is not live: Refresh asks for it again.
        </EmptyState>
      )}
      {rows.length > 0 && (
        <table className="table foreign-jobs">
          <thead>
            <tr>
              <th className="foreign-id">Job</th>
              <th className="foreign-task">Name</th>
              <th className="foreign-detail">Detail</th>
              <th className="foreign-tries num">Tries</th>
              <th className="foreign-took num">Took</th>
              <th className="foreign-when num">Added</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.id} queue={queue} row={row} now={now} />
            ))}
          </tbody>
        </table>
      )}
      {hasMore && (
        <div className="foreign-more">
          <span className="small t3">{formatNumber(rows.length)} shown</span>
          <Button onClick={list.loadMore} disabled={isFetching}>
            {isFetching ? 'Loading…' : 'Load more'}
          </Button>
        </div>
      )}
    </Panel>
  );
}
