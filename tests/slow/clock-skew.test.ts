import { expect, it } from 'vitest';
import { withRedis } from '../support/with-redis.ts';

const MINUTES_10 = 600_000;

const { queue, startWorker } = withRedis();

/** A worker whose clock is wrong by so many milliseconds. */
function start(skewMs: number) {
  const preload = `
    const Right = Date;
    globalThis.Date = class Date extends Right {
      constructor(...args) { super(...(args.length === 0 ? [Right.now() + ${skewMs}] : args)); }
      static now() { return Right.now() + ${skewMs}; }
    };`;
  return startWorker({
    WORKER_QUEUES: 'default:4',
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(preload)}`,
  });
}

it('workers whose clocks are 20 minutes apart lose nothing and do nothing twice', async () => {
  const ahead = await start(MINUTES_10);
  const behind = await start(-MINUTES_10);
  const sleep = { task: 'sleep', input: { durationMs: 600, steps: 2 } };
  const backoff = { type: 'fixed', delayMs: 500, jitter: 0 } as const;
  const failing = { ...sleep, input: { ...sleep.input, failureRate: 1 }, attempts: 3, backoff };
  const plain = await Promise.all(Array.from({ length: 30 }, () => queue.add(sleep)));
  const failed = await Promise.all(Array.from({ length: 4 }, () => queue.add(failing)));
  const skews = new Set<number>();
  for (const id of plain) {
    const { state, ledger } = await queue.ended(id);
    expect([state, ledger.length]).toEqual(['completed', 1]);
    const skewMs = Date.parse(ledger[0]?.startedAt ?? '') - Date.now();
    skews.add(Math.round(skewMs / MINUTES_10));
  }
  expect([...skews].toSorted((a, b) => a - b)).toEqual([-1, 1]);
  for (const id of failed) {
    const { state, ledger } = await queue.ended(id);
    expect([state, ledger.length]).toEqual(['failed', 3]);
  }
  expect(await queue.totals()).toMatchObject({ completed: '30', failed: '4' });

  // Locks are Redis' own time: one that is lost is found by the other, and a long job is kept.
  for (const [victim, other] of [
    [ahead, () => start(MINUTES_10)],
    [behind, () => start(-MINUTES_10)],
  ] as const) {
    const long = { task: 'sleep', input: { durationMs: 8_000, steps: 4 } };
    const ids = await Promise.all(Array.from({ length: 8 }, () => queue.add(long)));
    await Promise.all(ids.map((id) => queue.started(id)));
    await victim.kill();
    await other();
    const jobs = await Promise.all(ids.map((id) => queue.ended(id, 60_000)));
    for (const { state, ledger } of jobs) {
      expect(state).toBe('completed');
      expect(ledger.at(-1)?.outcome).toBe('completed');
      expect(ledger.slice(0, -1).every(({ outcome }) => outcome === 'lost')).toBe(true);
    }
    const reruns = jobs.filter(({ ledger }) => ledger.length === 2).length;
    expect(reruns).toBeGreaterThan(0);
    expect(reruns).toBeLessThanOrEqual(4);
  }
});
