import type { Container, Worker } from '../../api.ts';
import { formatDuration, formatSince } from '../../format.ts';
import type { HealthKind } from '../../ui/health-kind.ts';

type Named = Pick<Container, 'service' | 'replica' | 'name'>;

/** `worker-2` within one Compose project (`project` as the engine has it); with null, where many are shown, the container's own name. */
export function containerName({ service, replica, name }: Named, project: string | null): string {
  return project !== null && service !== null && replica !== null ? `${service}-${replica}` : name;
}

/** What a container is listed under: its service, with the project in front where many are shown. */
export function groupName({ service, name }: Named, project: string | null): string {
  if (service === null) return name;
  return project === null ? name.replace(/[-_]\d+$/, '') : service;
}

/** One word for how a container is; a one-off that ended well is never red. */
export function healthOf(item: Container): HealthKind {
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
      // 143 is what SIGTERM leaves behind: it was asked to stop.
      return item.exitCode === 0 || (item.exitCode === 143 && item.oomKilled !== true)
        ? 'stopped'
        : 'broken';
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

/** `up 6 d 2 h`, `done, exit 0, took 0.4 s`, `exit 137, out of memory`, `created, never started`. `now` is epoch ms. */
export function lifeWords(item: Container, now: number): string {
  if (item.state === 'running')
    return item.startedAt === null ? 'up' : `up ${formatSince(item.startedAt, now)}`;
  if (item.state === 'created') return 'created, not started';
  if (item.state === 'paused' || item.state === 'restarting' || item.state === 'removing')
    return item.state;
  const exit = item.exitCode === null ? "exit code: can't tell" : `exit ${item.exitCode}`;
  if (item.oomKilled === true) return `${exit}, out of memory`;
  if (!item.done) return exit;
  const took =
    item.startedAt === null || item.finishedAt === null
      ? ''
      : `, took ${formatDuration(Date.parse(item.finishedAt) - Date.parse(item.startedAt))}`;
  return `done, ${exit}${took}`;
}

/** `no restarts`, `1 restart`, `can't tell`. Docker counts only those of its own restart policy. */
export function restartWords({ restarts }: Pick<Container, 'restarts'>): string {
  if (restarts === null) return "restarts: can't tell";
  if (restarts === 0) return 'no restarts';
  return restarts === 1 ? '1 restart' : `${restarts} restarts`;
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
