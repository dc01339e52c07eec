import type { Series } from '@taskdeck/server/redis/series';
import { UsageRecorder } from '@taskdeck/server/usage/usage-recorder';
import { expect, it } from 'vitest';

it('writes a step once, also when what was begun before it stands in it', async () => {
  let ms = 19_990;
  const written: [step: string, at: number][] = [];
  const series: Series = {
    add: () => Promise.reject(new Error('Not asked for')),
    addAll: async (step) => {
      ms += 15;
      written.push([step, ms]);
      return ms;
    },
    since: async () => [],
    after: async () => new Map(),
    firstSince: async () => null,
    newestAt: async () => null,
  };
  const recorder = new UsageRecorder({ series, now: () => ms });
  const sample = new Map([['a', { pids: 1 }]]);
  await recorder.record(sample);
  ms = 20_900;
  await recorder.record(sample);
  ms = 30_100;
  await recorder.record(sample);
  expect(written.filter(([step]) => step === '10s')).toEqual([
    ['10s', 20_005],
    ['10s', 30_115],
  ]);
});
