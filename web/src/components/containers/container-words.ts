import type { Container, Worker } from '../../api.ts';
import { formatCount, formatDuration, formatSince } from '../../format.ts';
import type { HealthKind } from '../../ui/health-kind.ts';
import type { ContainerDay } from './container-day.ts';
import { exitMeaning, isOrdinaryExit } from './exits.ts';

type Named = Pick<Container, 'service' | 'replica' | 'name'>;

/** `worker-2` within one Compose project (`project` as the engine has it); with null, where many are shown, the container's own name. */
export function containerName({ service, replica, name }: Named, project: string | null): string {
  return project !== null && service !== null && replica !== null ? `${service}-${replica}` : name;
}

/** A network's name within its project: `backend` of `shop_backend`; what Compose did not name stays as it is. */
export function networkName(name: string, project: string | null): string {
  return project !== null && name.startsWith(`${project}_`) ? name.slice(project.length + 1) : name;
}

/** What a container is listed under: its service, with the project in front where many are shown. */
export function groupName({ service, name }: Named, project: string | null): string {
  if (service === null) return name;
  return project === null ? name.replace(/[-_]\d+$/, '') : service;
}

/** What of a container says how it is. `oomKilled` may be left out: then it is taken that it was not. */
type Standing = Pick<Container, 'state' | 'health' | 'done' | 'exitCode'> &
  Partial<Pick<Container, 'oomKilled'>>;

/** One word for how a container is; a one-off that ended well is never red. */
export function healthOf(item: Standing): HealthKind {
  switch (item.state) {
    case 'running':
      return item.health ?? 'running';
    case 'restarting':
      return 'restarting';
    case 'paused':
      return 'paused';
    case 'exited':
    case 'dead':
      if (item.done) return 'done';
      if (item.exitCode === null) return 'unknown';
      if (item.exitCode === 0) return 'stopped';
      return isOrdinaryExit(item.exitCode) && item.oomKilled !== true ? 'stopped' : 'broken';
    case 'created':
    case 'removing':
      return 'stopped';
  }
}

/** Whether somebody should look at it now. */
export function isBroken(item: Container): boolean {
  const health = healthOf(item);
  return health === 'unhealthy' || health === 'broken' || health === 'restarting';
}

/** `exit 137, out of memory`, `exit 139, crashed`, `exit 1`. */
function exitOf({ exitCode, oomKilled }: Pick<Container, 'exitCode' | 'oomKilled'>): string {
  if (exitCode === null) return "exit code: can't tell";
  const meaning = oomKilled === true ? 'out of memory' : exitMeaning(exitCode);
  return meaning === undefined ? `exit ${exitCode}` : `exit ${exitCode}, ${meaning}`;
}

/** `up 6 d 2 h`, `done, exit 0, took 0.4 s`, `exit 137, out of memory`, `created, not started`. `now` is epoch ms. */
export function lifeWords(item: Container, now: number): string {
  if (item.state === 'running')
    return item.startedAt === null ? 'up' : `up ${formatSince(item.startedAt, now)}`;
  if (item.state === 'created') return 'created, not started';
  if (item.state === 'paused' || item.state === 'restarting' || item.state === 'removing')
    return item.state;
  if (!item.done) return exitOf(item);
  const took =
    item.startedAt === null || item.finishedAt === null
      ? ''
      : `, took ${formatDuration(Date.parse(item.finishedAt) - Date.parse(item.startedAt))}`;
  return `done, ${exitOf(item)}${took}`;
}

/** Why it is unhealthy: `4 probes failed in a row`; null: it is not. */
export function unhealthyWords({
  state,
  health,
  failingStreak,
}: Pick<Container, 'state' | 'health' | 'failingStreak'>): string | null {
  if (state !== 'running' || health !== 'unhealthy') return null;
  return failingStreak === null || failingStreak === 0
    ? 'unhealthy'
    : `unhealthy: ${formatCount(failingStreak, 'probe')} failed in a row`;
}

const DAY_MS = 86_400_000;

/**
 * `no restarts`, `2 restarts in 24 h`, `3 restarts, none in 24 h`, `ran once`. Docker counts only those of its own restart policy and forgets
 * them; the day counts all, as far as it is known. `now` is epoch ms.
 */
export function restartWords(
  { restarts, done, startedAt }: Pick<Container, 'restarts' | 'done' | 'startedAt'>,
  day: ContainerDay | undefined,
  now: number,
): string {
  if (day !== undefined && day.restarts > 0)
    return `${formatCount(day.restarts, 'restart')} in 24 h`;
  if (restarts === null) return day === undefined ? "restarts: can't tell" : 'no restarts in 24 h';
  if (restarts === 0) return done ? 'ran once' : 'no restarts';
  // The day is up to a minute old: of one that started just now it may not know yet.
  const startedBefore = startedAt !== null && now - Date.parse(startedAt) > DAY_MS;
  return `${formatCount(restarts, 'restart')}${startedBefore ? ', none in 24 h' : ''}`;
}

/** What the workers in a container do: `2 jobs of 4 slots`; null when none runs in it. */
export function doingWords(
  item: Container,
  workers: readonly Worker[],
): { jobs: number; slots: number } | null {
  const here = workers.filter((worker) => worker.containerId === item.id);
  if (here.length === 0) return null;
  return {
    jobs: here.reduce((sum, worker) => sum + worker.running.length, 0),
    slots: here.reduce((sum, worker) => sum + worker.concurrency, 0),
  };
}
