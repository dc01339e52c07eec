import type { Series } from '../redis/series.ts';
import type { TimelineStore } from '../redis/timeline-store.ts';
import { countEvents, type EventCounts } from '../usage/event-counts.ts';
import { usageSeries as seriesOf } from '../usage/stored-name.ts';
import { weekUse, type WeekUse } from '../usage/week-use.ts';

/** The last 7 days, by stored name of containers; what nothing is known of is not in it. */
export interface Week {
  readonly uses: ReadonlyMap<string, WeekUse>;
  readonly counts: ReadonlyMap<string, EventCounts>;
}

const WEEK_MS = 7 * 86_400_000;
/** Samples come every 10 minutes. */
const GOOD_FOR_MS = 600_000;
/** Until there is an hour of history each new minute matters more, and costs little. */
const YOUNG_SAMPLES = 7;
const YOUNG_GOOD_FOR_MS = 60_000;
/** Containers read at a time: their thousand samples each take Redis a moment. */
const BATCH = 5;

interface Parts {
  /** Made with `USAGE_STEPS`. */
  readonly usageSeries: Series;
  readonly timelineStore: Pick<TimelineStore, 'between'>;
  readonly now: () => number;
}

/** Reads the week of containers seldom: a hundred of them have a hundred thousand samples. */
export function makeWeekReader(parts: Parts): (stored: readonly string[]) => Promise<Week> {
  const { usageSeries, timelineStore, now } = parts;
  let uses = new Map<string, { use: WeekUse | null; samples: number; readAt: number }>();
  let counts: { of: ReadonlyMap<string, EventCounts>; readAt: number } | null = null;

  const isGood = (name: string): boolean => {
    const known = uses.get(name);
    if (known === undefined) return false;
    const goodForMs = known.samples < YOUNG_SAMPLES ? YOUNG_GOOD_FOR_MS : GOOD_FOR_MS;
    return now() - known.readAt < goodForMs;
  };

  return async (stored) => {
    const stale = stored.filter((name) => !isGood(name));
    for (let i = 0; i < stale.length; i += BATCH) {
      const batch = stale.slice(i, i + BATCH);
      const read = await usageSeries.after(batch.map(seriesOf), '10m', now() - WEEK_MS);
      for (const name of batch) {
        const samples = read.get(seriesOf(name)) ?? [];
        uses.set(name, { use: weekUse(samples), samples: samples.length, readAt: now() });
      }
    }
    const wanted = new Set(stored);
    uses = new Map([...uses].filter(([name]) => wanted.has(name)));
    if (counts === null || now() - counts.readAt >= GOOD_FOR_MS)
      counts = {
        of: countEvents(await timelineStore.between(now() - WEEK_MS, now())),
        readAt: now(),
      };
    const known = [...uses].flatMap(([name, { use }]) =>
      use === null ? [] : [[name, use] as const],
    );
    return { uses: new Map(known), counts: counts.of };
  };
}
