import type { JobRow, Worker } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { errorWords } from '../../errors.ts';
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatSince,
  shortContainerId,
} from '../../format.ts';
import { Id } from '../../ui/copy.tsx';
import { KeyValue } from '../../ui/key-value.tsx';
import { ErrorState, Note } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ContainerLoad } from './container-load.tsx';
import { ContainerLink } from '../timeline/container-link.tsx';
import { usePresent } from '../timeline/use-present.ts';
import { Slots } from './slots.tsx';
import { useWorkerControls } from './use-worker-controls.ts';
import { WorkerButtons } from './worker-buttons.tsx';
import { WorkerBadge } from './worker-badge.tsx';
import { freeSlots, queueWords, workerName } from './worker-words.ts';
import './worker-card.css';

/** An event loop that is held up this long delays heartbeats and lock renewals. */
const LAG_AT_RISK_MS = 200;

/** Its container: a link to its page while Docker tells of it. */
function Where({ worker: { containerId } }: { worker: Worker }) {
  const { present } = usePresent();
  if (containerId === null) return 'not in a container';
  return (
    <ContainerLink id={containerId} isThere={present.has(containerId)}>
      <span className="mono">{shortContainerId(containerId)}</span>
    </ContainerLink>
  );
}

function facts(worker: Worker, now: number) {
  const lagging = worker.eventLoopLagMs >= LAG_AT_RISK_MS;
  return [
    { key: 'Done', value: formatNumber(worker.completed) },
    {
      key: 'Failed',
      value: (
        <span className={worker.failed > 0 ? 'c-fail' : undefined}>
          {formatNumber(worker.failed)}
        </span>
      ),
    },
    { key: 'Memory', value: formatBytes(worker.memoryBytes) },
    { key: 'CPU, of one core', value: formatPercent(Math.round(worker.cpuPercent)) },
    {
      key: 'Event loop lag',
      value: (
        <span className={lagging ? 'c-risk' : undefined}>
          {formatDuration(worker.eventLoopLagMs)}
        </span>
      ),
    },
    { key: 'Up for', value: formatSince(worker.startedAt, now) },
    { key: 'Queues', value: queueWords(worker) },
    { key: 'Container', value: <Where worker={worker} /> },
    {
      key: 'Process',
      value: (
        <span className="break">
          {worker.host} <span className="t3">pid {worker.pid}</span>
        </span>
      ),
    },
    { key: 'Version', value: <span className="mono">{worker.version}</span> },
  ];
}

function StateNote({ worker, now }: { worker: Worker; now: number }) {
  if (worker.state === 'lost')
    return (
      <Note tone="fail" icon="unhealthy">
        <b>No sign of life for {formatSince(worker.lastSeenAt, now)}.</b> What it was running is
        given to another worker within 30 s; the list forgets it after a minute.
      </Note>
    );
  if (worker.state === 'paused')
    return (
      <Note tone="risk" icon="paused">
        <b>Paused.</b> It takes nothing new until it is resumed; what runs goes on.
      </Note>
    );
  if (worker.state === 'draining')
    return (
      <Note tone="risk" icon="paused">
        <b>Draining.</b> It takes nothing new, finishes what runs and ends; Compose starts it again.
      </Note>
    );
  return null;
}

interface WorkerCardProps {
  worker: Worker;
  /** Rows of running jobs by id, for their progress. */
  rows: ReadonlyMap<string, JobRow>;
  stale: boolean;
}

/** Everything about one worker. */
export function WorkerCard({ worker, rows, stale }: WorkerCardProps) {
  const now = useNow();
  const free = freeSlots(worker);
  const controls = useWorkerControls(worker);
  return (
    <div id={worker.id} className="worker-card">
      <Panel
        title={<WorkerBadge worker={worker} />}
        stale={stale}
        aside={
          <>
            <span className="hide-s">
              {worker.running.length} of {formatCount(worker.concurrency, 'slot')} taken
              {worker.state === 'running' && free === 0 && ', full'}
            </span>
            <span className="hide-s">seen {formatAgo(worker.lastSeenAt, now)}</span>
            <Id value={worker.id} what={`id of ${workerName(worker)}`} />
            <WorkerButtons worker={worker} controls={controls} />
          </>
        }
      >
        <StateNote worker={worker} now={now} />
        {controls.error && <ErrorState error={errorWords(controls.error)} />}
        <Slots worker={worker} rows={rows} />
        <ContainerLoad worker={worker} />
        <div className="rule">
          <KeyValue layout="row" items={facts(worker, now)} />
        </div>
      </Panel>
    </div>
  );
}
