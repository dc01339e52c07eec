import { Link } from '@tanstack/react-router';
import type { Worker } from '../../api.ts';
import { Icon } from '../../ui/icon.tsx';
import { workerName } from './worker-words.ts';

const STATES = {
  running: { icon: 'healthy', tone: 'c-done', words: 'up' },
  paused: { icon: 'paused', tone: 'c-risk', words: 'paused' },
  draining: { icon: 'paused', tone: 'c-risk', words: 'draining' },
  lost: { icon: 'unhealthy', tone: 'c-fail', words: 'lost' },
} as const;

/** A worker's state and name; the name leads to it. */
export function WorkerBadge({ worker }: { worker: Worker }) {
  const { icon, tone, words } = STATES[worker.state];
  return (
    <span className="row">
      <Icon name={icon} className={tone} />
      <Link className="m clip" to="/workers" hash={worker.id} title={worker.host}>
        {workerName(worker)}
      </Link>
      <span className={worker.state === 'running' ? 'vh' : `small ${tone}`}>{words}</span>
    </span>
  );
}
