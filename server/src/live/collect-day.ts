import { groupBy } from '../group-by.ts';
import type { Sample, Series } from '../redis/series.ts';
import type { TimelineStore } from '../redis/timeline-store.ts';
import type { Containers, ContainerView } from '../schemas/container.ts';
import type { StackDay } from '../schemas/stack-day.ts';
import { adviseLimits } from '../usage/advice.ts';
import { DAY_MS, daySamples } from '../usage/day-samples.ts';
import { healthStrip } from '../usage/health-letter.ts';
import { countEvents, gapsOf, type EventCounts } from '../usage/event-counts.ts';
import type { ServiceUse } from '../usage/service-use.ts';
import { storedName } from '../usage/stored-name.ts';
import { peaksOf, throttled, worstUse } from '../usage/week-use.ts';
import { makeWeekReader, type Week } from './week-reader.ts';
import type { Board } from './board.ts';

interface Parts {
  /** Made with `USAGE_STEPS`. */
  readonly usageSeries: Series;
  readonly timelineStore: Pick<TimelineStore, 'between'>;
  readonly board: Pick<Board, 'facts'>;
  readonly now: () => number;
}

/** The last 24 h of all containers, and advice on limits from the last 7 days. Rejects while Redis is away. */
export function makeDayCollector(parts: Parts): (containers: Containers) => Promise<StackDay> {
  const { usageSeries, timelineStore, board, now } = parts;
  const readWeek = makeWeekReader(parts);
  return async ({ engine, items }) => {
    const at = now();
    const stored = [...new Set(items.flatMap((view) => storedName(view) ?? []))];
    const [samples, events, week] = await Promise.all([
      daySamples(usageSeries, stored, at),
      timelineStore.between(at - DAY_MS, at),
      readWeek(stored),
    ]);
    const counts = countEvents(events);
    const detailed = new Set(board.facts?.items.map(({ id }) => id));
    const advised = items.filter(({ id, state }) => state === 'running' && detailed.has(id));
    const since = [...week.uses.values()].map((use) => use.since);
    return {
      at: new Date(at).toISOString(),
      containers: items.map((view) => {
        const name = storedName(view) ?? '';
        return containerDay(view.id, samples.get(name) ?? [], counts.get(name), at);
      }),
      advice: adviseLimits(byService(advised, week, counts), engine),
      adviceSince: since.length === 0 ? null : new Date(Math.min(...since)).toISOString(),
      gaps: gapsOf(events, at - DAY_MS),
    };
  };
}

function containerDay(
  id: string,
  samples: readonly Sample[],
  counts: EventCounts | undefined,
  to: number,
): StackDay['containers'][number] {
  return {
    id,
    strip: healthStrip(samples, to),
    ...peaksOf(samples),
    throttledPercent: throttled(samples).percent,
    oomKills: counts?.oomKills ?? 0,
    restarts: counts?.restarts ?? 0,
  };
}

/** Replicas have the same limits as a rule; where they differ, those of the first are shown. */
function byService(
  views: readonly ContainerView[],
  week: Week,
  today: ReadonlyMap<string, EventCounts>,
): ServiceUse[] {
  const services = groupBy(views, ({ service, name }) => service ?? name);
  return [...services].flatMap(([service, replicas]) => {
    const [first] = replicas;
    if (first === undefined) return [];
    const names = [...new Set(replicas.flatMap((view) => storedName(view) ?? []))];
    const kills = (counts: ReadonlyMap<string, EventCounts>) =>
      names.reduce((sum, name) => sum + (counts.get(name)?.oomKills ?? 0), 0);
    return [
      {
        service,
        limits: {
          limitCores: first.cpu.limitCores,
          limitBytes: first.memory.limitBytes,
          reservationBytes: first.memory.reservationBytes,
          limitPids: first.pids.limit,
        },
        use: worstUse(names.flatMap((name) => week.uses.get(name) ?? [])),
        // The week is read seldom: what happened just now is only in the day.
        oomKills: Math.max(kills(week.counts), kills(today)),
      },
    ];
  });
}
