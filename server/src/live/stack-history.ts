import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { DockerEngine } from '../docker/docker-engine.ts';
import { makeHealthStore } from '../redis/health-store.ts';
import { makeSeries, USAGE_STEPS } from '../redis/series.ts';
import type { TimelineStore } from '../redis/timeline-store.ts';
import { UsageRecorder } from '../usage/usage-recorder.ts';
import type { Board } from './board.ts';
import { makeDayCollector } from './collect-day.ts';
import { StackRecorder } from './stack-recorder.ts';

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly docker: Pick<DockerEngine, 'readings'>;
  readonly timelineStore: Pick<TimelineStore, 'between'>;
  readonly board: Board;
  readonly now: () => number;
}

/** Where the past of containers is kept, who writes it, and who looks at the whole of it. */
export function makeStackHistory(parts: Parts) {
  const { redis, keys, docker, timelineStore, board, now } = parts;
  const usageSeries = makeSeries(redis, keys, now, USAGE_STEPS);
  const healthStore = makeHealthStore(redis, keys, now);
  const collectDay = makeDayCollector({ usageSeries, timelineStore, board, now });
  const usage = new UsageRecorder({ series: usageSeries, now });
  const stackRecorder = new StackRecorder({ docker, usage, healthStore, collectDay, board, now });
  return { usageSeries, healthStore, collectDay, stackRecorder };
}
