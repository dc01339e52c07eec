import { Link } from '@tanstack/react-router';
import { formatNumber } from '../../format.ts';
import { EmptyState } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { QueryError } from '../query-error.tsx';
import { AsOf } from './as-of.tsx';
import './foreign.css';
import type { ForeignQueue, ForeignState } from './foreign.ts';
import { useForeignQueues } from './use-foreign-queues.ts';

/** Columns of the counts; a phone shows what is open and what failed. */
const COLUMNS = [
  ['waiting', 'Waiting'],
  ['prioritized', 'Prioritized'],
  ['delayed', 'Delayed'],
  ['waiting-children', 'On children'],
  ['active', 'Active'],
  ['completed', 'Completed'],
  ['failed', 'Failed'],
] as const satisfies readonly (readonly [ForeignState, string])[];

function QueueRow({ queue }: { readonly queue: ForeignQueue }) {
  return (
    <tr>
      <td className="foreign-name">
        <span className="row">
          <Link
            className="mono clip"
            to="/queues/$queue"
            params={{ queue: queue.queue }}
            title={queue.queue}
          >
            <span className="t3">{queue.prefix}:</span>
            {queue.name}
          </Link>
          {queue.paused && <StateBadge state="paused" />}
        </span>
      </td>
      {COLUMNS.map(([state, label]) => {
        const count = queue.counts[state];
        return (
          <td key={state} className={`num foreign-${state}`} data-label={label}>
            {count === 0 ? (
              <span className="c-mute">0</span>
            ) : (
              <Link
                to="/queues/$queue"
                params={{ queue: queue.queue }}
                search={{ state }}
                className={state === 'failed' ? 'c-fail' : undefined}
                aria-label={`${formatNumber(count)} ${state} in ${queue.queue}`}
              >
                {formatNumber(count)}
              </Link>
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** BullMQ queues that other programs made in the same Redis. Shows nothing where no prefix is set to look under. */
export function OtherQueues() {
  const query = useForeignQueues();
  const { data, isFetching, dataUpdatedAt, refetch } = query;
  const refresh = () => void refetch();
  if (data === undefined || data.prefixes.length === 0) return null;
  const { items, prefixes, writable, complete } = data;
  return (
    <Panel
      title="Other queues"
      aside={<AsOf at={dataUpdatedAt} isFetching={isFetching} onRefresh={refresh} />}
    >
      <QueryError query={query} />
      {items.length > 0 && (
        <table className="table foreign">
          <thead>
            <tr>
              <th className="foreign-name">Queue</th>
              {COLUMNS.map(([state, label]) => (
                <th key={state} className={`num foreign-${state}`}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map((queue) => (
              <QueueRow key={queue.queue} queue={queue} />
            ))}
          </tbody>
        </table>
      )}
      {items.length === 0 && complete && (
        <EmptyState title={`No queue under ${prefixes.join(', ')}`}>
          A BullMQ program under one of these prefixes shows up here within half a minute.
        </EmptyState>
      )}
      <p className="small t3 foreign-foot">
        {complete ? '' : 'Still looking through the keys of Redis: there may be more. '}
        {writable
          ? 'Made by other programs. Not live.'
          : 'Made by other programs: read-only here, unless FOREIGN_QUEUES_WRITABLE is true. Not live.'}
      </p>
    </Panel>
  );
}
