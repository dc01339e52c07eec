import type { TimelineEvent } from '../../api.ts';
import { placeName, type Job, type JobAttempt } from './job.ts';

/** How the container of an attempt ended under it. Times are epoch ms. */
export interface ContainerEnd {
  readonly at: number;
  readonly kind: 'oom' | 'died';
  readonly exitCode: number | null;
  /** Full id of the container. */
  readonly container: string;
  /** What people call it. */
  readonly place: string;
  /** Numbers of the attempts that ended with it; none: it went on, or had ended before. */
  readonly attempts: readonly number[];
}

/** An OOM kill and the end that follows it, or what the server and the timeline say of one end, lie within this time. */
const SAME_MS = 5_000;
/** Clocks differ, and an attempt's end is noted a little apart from its container's. */
const SLACK_MS = 2_000;

/** The attempts that ran in a container at a time and did not get through it. */
function endedWith(attempts: Job['attempts'], container: string, at: number): JobAttempt[] {
  return attempts.filter(
    ({ containerId, startedAt, endedAt, outcome }) =>
      containerId === container &&
      outcome !== 'completed' &&
      Date.parse(startedAt) <= at + SLACK_MS &&
      (endedAt === null ? outcome === 'lost' : Date.parse(endedAt) >= at - SLACK_MS),
  );
}

type Told = Pick<ContainerEnd, 'at' | 'kind' | 'exitCode' | 'container'>;

function toldByServer({ attempts }: Pick<Job, 'attempts'>): Told[] {
  return attempts.flatMap(({ containerEnd: end, containerId }) =>
    end === null || containerId === null
      ? []
      : [{ ...end, at: Date.parse(end.at), container: containerId }],
  );
}

function toldByTimeline(events: readonly TimelineEvent[]): Told[] {
  return events.flatMap(({ kind, at, exitCode, container }) =>
    (kind === 'oom' || kind === 'died') && container !== null
      ? [{ kind, at: Date.parse(at), exitCode, container: container.id }]
      : [],
  );
}

/**
 * Every end of a container under the job, oldest first, each once: an OOM kill and the exit that follows are one. An end in which no attempt
 * ended is told only if it was for memory.
 */
export function containerEnds(
  job: Pick<Job, 'attempts'>,
  events: readonly TimelineEvent[],
): readonly ContainerEnd[] {
  const told = [...toldByServer(job), ...toldByTimeline(events)].sort((a, b) => a.at - b.at);
  const ends: Told[] = [];
  for (const one of told) {
    const index = ends.findIndex(
      ({ container, at }) => container === one.container && one.at - at <= SAME_MS,
    );
    const before = ends[index];
    if (before === undefined) ends.push(one);
    else
      ends[index] = {
        ...before,
        kind: before.kind === 'oom' || one.kind === 'oom' ? 'oom' : 'died',
        exitCode: before.exitCode ?? one.exitCode,
      };
  }
  return ends
    .map((end) => {
      const hit = endedWith(job.attempts, end.container, end.at);
      const ran = job.attempts.find(({ containerId }) => containerId === end.container);
      const place = ran === undefined ? end.container.slice(0, 12) : placeName(ran);
      return { ...end, place, attempts: hit.map(({ number }) => number) };
    })
    .filter(({ kind, attempts }) => kind === 'oom' || attempts.length > 0);
}

/** `exit 137`; null: not told. */
const exitWords = (exitCode: number | null): string =>
  exitCode === null ? '' : `, exit ${exitCode}`;

/** `worker-2 was out of memory, exit 137; attempt 1 ended`: what the picture and the story say of an end. */
export function containerEndWords({ kind, place, exitCode, attempts }: ContainerEnd): string {
  const what = kind === 'oom' ? 'was out of memory' : 'ended';
  const which = attempts.length === 0 ? '' : `; attempt ${attempts.join(' and ')} ended with it`;
  return `${place} ${what}${exitWords(exitCode)}${which}`;
}

/** Why an attempt was lost, for who looks at it alone: `its container was out of memory`; null: not known, or it was not. */
export function lostBecause({
  containerEnd: end,
}: Pick<JobAttempt, 'containerEnd'>): string | null {
  if (end === null) return null;
  const exit = exitWords(end.exitCode);
  return end.kind === 'oom'
    ? `its container was out of memory${exit}`
    : `its container ended${exit}`;
}
