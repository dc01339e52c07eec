import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { askAgain } from '../../ask-again.ts';
import { formatCount, formatNumber } from '../../format.ts';
import { useJobEvents } from '../../live-context.tsx';
import { useTRPC } from '../../trpc.ts';
import { Skeleton } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import type { BadgeState } from '../../ui/badge-state.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { QueryError } from '../query-error.tsx';
import './flow-panel.css';
import {
  countsOf,
  idsOf,
  stateOfJob,
  stateOfNode,
  type Flow,
  type FlowNode,
} from './flow-words.ts';

const ENDS: Record<Flow['onFailure'], string> = {
  stop: 'Stops when a job fails or is cancelled',
  continue: 'Goes on when a job fails or is cancelled',
};

/** A flow job's steps as a graph: a column for each level, a box for each step, a cell for each of its jobs. */
export function FlowPanel({ id }: { readonly id: string }) {
  const options = useTRPC().tasks.flow.queryOptions({ id });
  const queryClient = useQueryClient();
  const query = useQuery(options);
  const { data: flow } = query;
  useJobEvents(({ rows, removed, dropped }) => {
    const ids = new Set([id, ...(flow ? idsOf(flow) : [])]);
    const concerns = (other: string) => ids.has(other);
    if (dropped || rows.some((row) => concerns(row.id)) || removed.some(concerns))
      askAgain(queryClient, options.queryKey);
  });
  if (flow === undefined)
    return (
      <Panel title="Flow" padded>
        <QueryError query={query} />
        {!query.error && <Skeleton lines={4} />}
      </Panel>
    );
  return (
    <Panel title="Flow" aside={<span className="small t3">{ENDS[flow.onFailure]}</span>} padded>
      <QueryError query={query} />
      <ol className="flow-levels">
        {flow.levels.map((level) => (
          <li key={level[0]?.key} className="flow-level">
            <ul>
              {level.map((node) => (
                <Node key={node.key} node={node} />
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** Cells of a fan-out that are drawn; beyond it numbers say the rest. */
const MAX_CELLS = 120;

function Node({ node }: { readonly node: FlowNode }) {
  const state = stateOfNode(node);
  const [only] = node.jobs;
  const title =
    node.each === null && only !== undefined && only.state !== null ? (
      <Link className="link" to="/jobs/$id" params={{ id: only.id }}>
        {node.key}
      </Link>
    ) : (
      node.key
    );
  return (
    <li className={`flow-node flow-${state ?? 'planned'}`}>
      <div className="flow-head">
        <span className="flow-key">{title}</span>
        {state === null ? (
          <span className="small t3">not started</span>
        ) : (
          <StateBadge state={state} />
        )}
      </div>
      <p className="small t3 clip">
        <span className="mono">{node.task}</span>
        {node.after.length > 0 && ` after ${node.after.join(', ')}`}
      </p>
      {node.each !== null && node.jobs.length > 0 && <FanOut node={node} />}
      {node.each !== null && node.jobs.length === 0 && (
        <p className="small t3 clip">
          one job for each of <span className="mono">{node.each}</span>
        </p>
      )}
    </li>
  );
}

const CELL: Partial<Record<BadgeState, string>> = {
  completed: 'done',
  failed: 'fail',
  cancelled: 'cancelled',
  active: 'now',
  delayed: 'later',
};

function FanOut({ node }: { readonly node: FlowNode }) {
  const shown = node.jobs.slice(0, MAX_CELLS);
  return (
    <>
      <p className="small t2">
        {formatCount(node.jobs.length, 'job')}:{' '}
        {countsOf(node)
          .map(([state, n]) => `${formatNumber(n)} ${state}`)
          .join(', ')}
      </p>
      <div className="flow-cells">
        {shown.map((job) => {
          const state = stateOfJob(job);
          const name = `${node.key} ${(job.index ?? 0) + 1}: ${state ?? 'removed'}`;
          const className = `flow-cell ${state === null ? 'gone' : (CELL[state] ?? 'wait')}`;
          return job.state === null ? (
            <span key={job.id} className={className} title={name} />
          ) : (
            <Link
              key={job.id}
              className={className}
              to="/jobs/$id"
              params={{ id: job.id }}
              title={name}
              aria-label={name}
              preload={false}
            />
          );
        })}
        {node.jobs.length > MAX_CELLS && (
          <span className="small t3">and {formatNumber(node.jobs.length - MAX_CELLS)} more</span>
        )}
      </div>
    </>
  );
}
