import type { DockerEvent } from '../docker/docker-event.ts';
import type { ContainerView } from '../schemas/container.ts';
import { sampledState, type ContainerState } from './container-state.ts';

/** Something that a sample tells and no event told. */
export interface Change {
  readonly kind: DockerEvent['kind'];
  /** As Docker tells it, epoch ms by its clock; null: it does not tell. */
  readonly atMs: number | null;
  readonly network: string | null;
  readonly exitCode: number | null;
}

/** An event is told a little later than the time that its container keeps of it. */
const LATE_MS = 2_000;

const change = (kind: Change['kind'], more: Partial<Omit<Change, 'kind'>> = {}): Change => ({
  kind,
  atMs: null,
  network: null,
  exitCode: null,
  ...more,
});

/**
 * Pure: what must have happened to a container between what is known of it and a sample, in its order. Several restarts are one `restarted`,
 * because Docker keeps the last only. Nothing is said of what either side does not know, nor of a sample that is older than the known.
 */
export function findChanges(known: ContainerState, view: ContainerView): Change[] {
  const seen = sampledState(view);
  const startedAnew = isStartedAnew(known, seen);
  const changes: Change[] = [];
  if (known.name !== seen.name) changes.push(change('renamed'));
  if (startedAnew)
    changes.push(change(known.runs === 'down' ? 'started' : 'restarted', { atMs: seen.startedMs }));
  if (seen.oomKilled === true && (startedAnew || known.oomKilled === false))
    changes.push(change('oom', { atMs: seen.endedMs }));
  if (hasEnded(known, seen, startedAnew))
    changes.push(change('died', { atMs: seen.endedMs, exitCode: view.exitCode }));
  if (seen.runs === 'paused' && known.runs === 'running') changes.push(change('paused'));
  if (seen.runs === 'running' && known.runs === 'paused' && !startedAnew)
    changes.push(change('unpaused'));
  const health = startedAnew ? 'starting' : known.health;
  if (seen.health === 'healthy' || seen.health === 'unhealthy')
    if (health !== null && health !== seen.health) changes.push(change(seen.health));
  // A container that starts or stops joins and leaves all its networks.
  if (seen.runs !== 'down' && known.runs !== 'down' && !startedAnew)
    changes.push(...networkChanges(known.networks, seen.networks));
  return changes;
}

/** Pure: what happened to a container that was not known, since a time (epoch ms). Nothing: it was only not shown before. */
export function findFirstChanges(view: ContainerView, sinceMs: number): Change[] {
  const { startedMs, endedMs, runs, oomKilled } = sampledState(view);
  const createdMs = view.createdAt === null ? null : Date.parse(view.createdAt);
  const died = change('died', { atMs: endedMs, exitCode: view.exitCode });
  const all = [
    change('created', { atMs: createdMs }),
    change('started', { atMs: startedMs }),
    ...(oomKilled === true ? [change('oom', { atMs: endedMs })] : []),
    ...(runs === 'down' ? [died] : []),
  ];
  return all.filter(({ atMs }) => atMs !== null && atMs >= sinceMs);
}

/** Pure: what a sample adds to what is known; where it does not tell, the known stays. */
export function adopt(known: ContainerState | undefined, view: ContainerView): ContainerState {
  const seen = sampledState(view);
  if (known === undefined) return seen;
  return {
    ...seen,
    startedMs: seen.startedMs ?? known.startedMs,
    endedMs: seen.endedMs ?? known.endedMs,
    health: seen.health ?? known.health,
    oomKilled: seen.oomKilled ?? known.oomKilled,
  };
}

function isStartedAnew(known: ContainerState, seen: ContainerState): boolean {
  if (seen.startedMs === null) return false;
  // Created and never started, as far as is known.
  if (known.startedMs === null) return known.runs === 'down' && known.endedMs === null;
  return seen.startedMs > known.startedMs + (known.runs === 'down' ? 0 : LATE_MS);
}

function hasEnded(known: ContainerState, seen: ContainerState, startedAnew: boolean): boolean {
  if (seen.runs !== 'down') return false;
  if (startedAnew) return true;
  if (known.runs !== 'running' && known.runs !== 'paused') return false;
  // The end of an earlier run: the sample is older than the start that is known.
  const older =
    seen.endedMs !== null && known.startedMs !== null && seen.endedMs < known.startedMs - LATE_MS;
  return !older;
}

function networkChanges(before: readonly string[] | null, now: readonly string[] | null): Change[] {
  if (before === null || now === null) return [];
  const without = (all: readonly string[], some: readonly string[]) =>
    all.filter((network) => !some.includes(network));
  return [
    ...without(now, before).map((network) => change('connected', { network })),
    ...without(before, now).map((network) => change('disconnected', { network })),
  ];
}
