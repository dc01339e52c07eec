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
  const toMs = Math.max(...lost.map(({ endedAt }) => Date.parse(endedAt ?? '') || Date.now()));
  const events = await eventsBetween(store, fromMs, toMs + LATE_MS);
  return new Map(
    lost.flatMap((attempt) => {
      const end = containerEnd(id, attempt, events);
      return end === null ? [] : [[attempt.number, end]];
    }),
  );
}

async function eventsBetween(
  store: TimelineStore,
  fromMs: number,
  toMs: number,
): Promise<TimelineEvent[]> {
  const found: TimelineEvent[] = [];
  let before: string | null = `${toMs}-0`;
  for (let read = 0; read < MOST_READ && before !== null; read += CHUNK) {
    const page: Awaited<ReturnType<TimelineStore['backwards']>> = await store.backwards(
      before,
      CHUNK,
    );
    found.push(...page.events);
    const oldest = page.events.at(-1);
    before = oldest !== undefined && notedAtMs(oldest) < fromMs ? null : page.next;
  }
  return found;
}
