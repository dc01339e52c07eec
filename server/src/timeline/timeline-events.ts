import type { DockerEvent } from '../docker/docker-event.ts';
import type { KnownWorker } from '../redis/heartbeats.ts';
import type { NewTimelineEvent } from '../redis/timeline-store.ts';
import type { TimelineEvent } from '../schemas/timeline.ts';
import { identity, type ContainerState } from './container-state.ts';
import type { Change } from './find-changes.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

const NOTHING = {
  container: null,
  network: null,
  exitCode: null,
  jobs: [],
  until: null,
  reason: null,
};

type Jobs = TimelineEvent['jobs'];

/** The jobs that an event of this kind hit, in a run of the container that started then (epoch ms; null: not known). */
export type JobsOf = (
  kind: DockerEvent['kind'],
  containerId: string,
  startedMs: number | null,
) => Promise<Jobs>;

/** The first look of all. */
export const watching = (nowMs: number): NewTimelineEvent => ({
  ...NOTHING,
  at: iso(nowMs),
  kind: 'watching',
  found: 'comparison',
});

/** Of a stranger's words, and of jobs, no event holds more. */
const REASON_LENGTH = 500;
const MOST_JOBS = 100;

/** `reason` in words, a sentence. */
export const gap = (fromMs: number, untilMs: number, reason: string): NewTimelineEvent => ({
  ...NOTHING,
  // Of two servers whose clocks differ.
  at: iso(Math.min(fromMs, untilMs)),
  kind: 'gap',
  found: 'comparison',
  until: iso(untilMs),
  reason: reason.slice(0, REASON_LENGTH),
});

/** `known`: the container after the event; undefined: it is gone or never was known. */
export function told(
  event: DockerEvent,
  known: ContainerState | undefined,
  jobs: Jobs,
): NewTimelineEvent {
  const { containerId: id, host, name, service, replica } = event;
  const named = { id, host, name: name ?? id.slice(0, 12), service, replica };
  return {
    ...NOTHING,
    at: iso(event.atMs),
    kind: event.kind,
    container: name === null && known !== undefined ? identity(known) : named,
    network: event.network,
    exitCode: event.exitCode,
    jobs,
    found: 'event',
  };
}

export const foundLater = (
  { kind, atMs, network, exitCode }: Change,
  state: ContainerState,
  nowMs: number,
  jobs: Jobs,
): NewTimelineEvent => ({
  ...NOTHING,
  at: iso(atMs ?? nowMs),
  kind,
  container: identity(state),
  network,
  exitCode,
  jobs,
  found: 'comparison',
});

/** A worker's clock and Docker's are of one machine, but its process starts after its container. */
const CLOCKS_MS = 2_000;

/**
 * Pure: the jobs that ran in a container, as its worker last told; of a worker of an earlier run of the container it is no matter.
 * @param startedMs start of its run, epoch ms; null: not known
 */
export function jobsIn(
  workers: readonly KnownWorker[],
  containerId: string,
  startedMs: number | null,
): Jobs {
  const latest = workers
    .filter((worker) => worker.containerId === containerId)
    .toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt))
    .at(-1);
  if (latest === undefined) return [];
  const earlier = startedMs !== null && Date.parse(latest.startedAt) < startedMs - CLOCKS_MS;
  const running = earlier ? [] : latest.running.slice(0, MOST_JOBS);
  return running.map(({ id, task }) => ({ id, task }));
}
