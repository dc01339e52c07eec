import type { Swarm } from '../../api.ts';
import { formatAgo, formatBytes, formatNumber, formatSince } from '../../format.ts';
import type { HealthKind } from '../../ui/health-kind.ts';

export type SwarmService = Swarm['services'][number];
export type SwarmNode = Swarm['nodes'][number];
type Trouble = SwarmService['troubled'][number];

interface Outcome {
  readonly health: HealthKind;
  readonly label: string;
}

/** States that a task does not leave. */
const ENDED = new Set(['failed', 'rejected', 'orphaned', 'shutdown', 'complete']);

/** How much of a service runs. */
export function serviceOutcome({ desired, running, job, troubledTotal }: SwarmService): Outcome {
  if (job !== null) return jobOutcome(job, running ?? 0, troubledTotal);
  if (desired === null || running === null) return { health: 'unknown', label: "can't tell" };
  if (desired === 0) return { health: 'stopped', label: 'scaled to 0' };
  const label = `${running} of ${desired} running`;
  if (running >= desired) return { health: troubledTotal > 0 ? 'restarting' : 'running', label };
  return { health: running === 0 ? 'broken' : 'starting', label };
}

function jobOutcome(
  { completed, total }: NonNullable<SwarmService['job']>,
  running: number,
  troubled: number,
): Outcome {
  const label = total === null ? `${completed} done` : `${completed} of ${total} done`;
  if (total !== null && completed >= total) return { health: 'done', label };
  if (troubled > 0) return { health: 'broken', label };
  return { health: running > 0 ? 'running' : 'starting', label };
}

/** `Replica 2 on node-a: pending for 12 s`. Docker's own words for the states. */
export function troubleWords(trouble: Trouble, now: number): string {
  const { replica, node, desired, observed, since, failures } = trouble;
  const place = [
    replica === null ? 'Task' : `Replica ${replica}`,
    node === null ? '' : ` on ${node}`,
  ].join('');
  const over = desired === 'shutdown' || desired === 'remove';
  return [
    `${place}: ${observed}`,
    since === null ? '' : sinceWords(observed, since, now),
    over ? ', not tried again' : '',
    failures > 1 ? `, failed ${failures} times lately` : '',
  ].join('');
}

function sinceWords(observed: string, since: string, now: number): string {
  return ENDED.has(observed) ? ` ${formatAgo(since, now)}` : ` for ${formatSince(since, now)}`;
}

/** Why, as Docker words it; the exit code where it leaves that out. */
export function reasonWords({ error, exitCode }: Trouble): string | null {
  const code = exitCode === null || exitCode === 0 ? null : `exit code ${exitCode}`;
  if (error === null) return code;
  return code === null || error.includes(`(${exitCode})`) ? error : `${error}, ${code}`;
}

/** Whether a node takes tasks. */
export function nodeOutcome({ state, availability }: SwarmNode): Outcome {
  if (state === 'down') return { health: 'broken', label: state };
  if (state !== 'ready') return { health: 'unknown', label: state };
  return availability === 'active'
    ? { health: 'running', label: 'ready' }
    : { health: 'paused', label: availability };
}

export function nodeWords({ cpus, memoryBytes, engineVersion }: SwarmNode): string {
  return [
    cpus === null ? [] : `${formatNumber(cpus)} CPU`,
    memoryBytes === null ? [] : formatBytes(memoryBytes),
    engineVersion === null ? [] : `Docker ${engineVersion}`,
  ]
    .flat()
    .join(' · ');
}
