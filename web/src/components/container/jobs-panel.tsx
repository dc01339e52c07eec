import { Link } from '@tanstack/react-router';
import type { Worker } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { formatSince, shortId } from '../../format.ts';
import { Panel } from '../../ui/panel.tsx';
import './fact-list.css';

/** What the worker in it does now. */
export function JobsPanel({ worker, stale }: { worker: Worker; stale: boolean }) {
  const now = useNow();
  const { running, concurrency, state } = worker;
  return (
    <Panel
      title={`${running.length} of ${concurrency} slots taken`}
      stale={stale || state === 'lost'}
      aside={
        <Link className="link" to="/workers" hash={worker.id}>
          the worker
        </Link>
      }
    >
      {running.length === 0 ? (
        <p className="panel-line small t3">
          {state === 'lost' ? 'Its worker does not answer.' : 'No job runs in it now.'}
        </p>
      ) : (
        <ul className="plain-list">
          {running.map(({ id, task, since }) => (
            <li key={id}>
              <Link className="link break" to="/jobs/$id" params={{ id }}>
                {task} <span className="mono t2">{shortId(id)}</span>
              </Link>
              <span className="t3">for {formatSince(since, now)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
