import { Link } from '@tanstack/react-router';
import type { Containers, JobRow, Worker } from '../../api.ts';
import { formatCount, formatPercent } from '../../format.ts';
import { EmptyState, Skeleton } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { WorkerBadge } from '../workers/worker-badge.tsx';
import { Slots } from '../workers/slots.tsx';
import { queueWords } from '../workers/worker-words.ts';
import { ACUTE, AT_RISK } from '../../ui/load-figures.ts';
import { THROTTLED_AT_RISK } from '../containers/load.ts';
import './workers-panel.css';

/** What is wrong with the container that a worker runs in, in one tag each. */
function Tags({ worker, containers }: { worker: Worker; containers: Containers | undefined }) {
  const item = containers?.items.find((container) => container.id === worker.containerId);
  const memory = (item?.memory.percentOfLimit ?? 0) / 100;
  const throttled = item?.cpu.throttledPercent ?? 0;
  return (
    <span className="row wrap">
      {item?.oomKilled === true && <span className="tag fail">OOM kill</span>}
      {memory >= AT_RISK && (
        <span className={`tag ${memory >= ACUTE ? 'fail' : 'risk'}`}>
          memory {formatPercent(memory * 100)}
        </span>
      )}
      {throttled >= THROTTLED_AT_RISK && (
        <span className="tag risk">throttled {formatPercent(throttled)}</span>
      )}
    </span>
  );
}

interface WorkersPanelProps {
  workers: readonly Worker[] | undefined;
  containers: Containers | undefined;
  rows: ReadonlyMap<string, JobRow>;
  stale: boolean;
}

/** Who works on what, slot by slot. */
export function WorkersPanel({ workers, containers, rows, stale }: WorkersPanelProps) {
  return (
    <Panel
      title="Workers"
      stale={stale}
      aside={
        workers !== undefined && (
          <Link className="link" to="/workers">
            {formatCount(workers.length, 'worker')}
          </Link>
        )
      }
    >
      {workers === undefined && <Skeleton lines={3} lineHeight={62} />}
      {workers?.length === 0 && (
        <EmptyState title="No worker is up">
          Jobs are kept and wait until one starts: <code>npm start</code>, or{' '}
          <code>docker compose up worker</code>.
        </EmptyState>
      )}
      {workers !== undefined && workers.length > 0 && (
        <ul className="lines crew">
          {workers.map((worker) => (
            <li key={worker.id}>
              <div className="who">
                <WorkerBadge worker={worker} />
                <span className="small t3 clip">{queueWords(worker)}</span>
                <Tags worker={worker} containers={containers} />
              </div>
              <Slots worker={worker} rows={rows} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
