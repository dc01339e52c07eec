import type { StoredJob } from '../queue/job-queue.ts';
import { notedAtMs, type TimelineStore } from '../redis/timeline-store.ts';
import type { ContainerEnd } from '../schemas/job.ts';
import type { TimelineEvent } from '../schemas/timeline.ts';
import { containerEnd, isLost } from '../timeline/container-end.ts';

/** Events looked at in one reading, and for one job at most. */
const CHUNK = 500;
const MOST_READ = 5_000;
/** What is found by comparison is noted later than it happened, and clocks differ. */
const LATE_MS = 600_000;

/** By the number of the attempt: how its container ended, of the attempts that lost their worker. Reads nothing for other jobs. */
export async function containerEnds(
  store: TimelineStore,
  { id, attempts }: StoredJob,
): Promise<ReadonlyMap<number, ContainerEnd>> {
  const lost = attempts.filter((attempt) => isLost(attempt) && attempt.containerId !== null);
  if (lost.length === 0) return new Map();
  const fromMs = Math.min(...lost.map(({ startedAt }) => Date.parse(startedAt))) - LATE_MS;
  const ends = lost.map(({ endedAt }) => (endedAt === null ? null : Date.parse(endedAt)));
  const known = ends.filter((ms) => ms !== null);
  const toMs = known.length < ends.length ? null : Math.max(...known) + LATE_MS;
  const events = await eventsBetween(store, fromMs, toMs);
  return new Map(
    lost.flatMap((attempt) => {
      const end = containerEnd(id, attempt, events);
      return end === null ? [] : [[attempt.number, end]];
    }),
  );
}

/** Those noted between two times, epoch ms; null: until now. */
async function eventsBetween(
  store: TimelineStore,
  fromMs: number,
  toMs: number | null,
): Promise<TimelineEvent[]> {
  const found: TimelineEvent[] = [];
  let before = toMs === null ? null : `${toMs}-0`;
  for (let read = 0; read < MOST_READ; read += CHUNK) {
    const { entries: events, next } = await store.backwards(before, CHUNK);
    found.push(...events);
    const oldest = events.at(-1);
    if (next === null || (oldest !== undefined && notedAtMs(oldest) < fromMs)) break;
    before = next;
  }
  return found;
}
