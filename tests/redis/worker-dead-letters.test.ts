import { DeadLetterGroup, FINGERPRINT_FIELD, fingerprint } from '@taskdeck/tasks';
import { beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const HOUR = 3_600_000;
const FAILS = { durationMs: 0, steps: 2, failureRate: 1 };

describe('dead letters', () => {
  const { queue, startWorker } = withRedis();
  beforeAll(() => startWorker({ WORKER_QUEUES: 'default:8' }));

  it('are jobs out of attempts, grouped by cause', async () => {
    const { keys } = queue;
    const fails = (steps: number) =>
      queue.add({ task: 'sleep', input: { ...FAILS, steps }, attempts: 2 });
    const jobs = [await fails(2), await fails(4)];
    const other = await queue.addRaw('sleep', { input: { steps: 0 } }, { attempts: 3 });
    const [first, second, third] = await Promise.all([...jobs, other].map((id) => queue.ended(id)));
    const print = first?.fields[FINGERPRINT_FIELD] ?? '';
    expect(print).toBe(fingerprint('sleep', 'TASK_FAILED', first?.fields['failedReason'] ?? ''));
    expect(second?.fields[FINGERPRINT_FIELD]).toBe(print);
    expect(third?.fields[FINGERPRINT_FIELD]).not.toBe(print);

    const all = await queue.redis.zrange(keys.deadLetters, 0, -1);
    expect(all.toSorted()).toEqual([...jobs, other].toSorted());
    const same = await queue.redis.zrange(keys.deadLettersOf(print), 0, -1);
    expect(same.toSorted()).toEqual(jobs.toSorted());
    const ended = Number(await queue.redis.zscore(keys.deadLetters, jobs[0] ?? ''));
    expect(ended).toBe(Date.parse(first?.ledger.at(-1)?.endedAt ?? ''));
    const group = (await queue.redis.hget(keys.deadLetterGroups, print)) ?? '';
    expect(DeadLetterGroup.parse(JSON.parse(group))).toEqual({
      task: 'sleep',
      queue: 'default',
      code: 'TASK_FAILED',
      message: 'Failed on purpose in step <n> of <n> (failureRate <n>)',
    });
  });

  it('are neither jobs with attempts left nor cancelled ones', async () => {
    const left = await queue.add({
      task: 'sleep',
      input: FAILS,
      attempts: 2,
      backoff: { type: 'fixed', delayMs: HOUR, jitter: 0 },
    });
    const cancelled = await queue.add({ task: 'sleep', input: { durationMs: 60_000 } });
    await queue.started(cancelled);
    await queue.cancel(cancelled);
    await Promise.all([queue.until(left, ['delayed']), queue.ended(cancelled)]);
    for (const id of [left, cancelled]) {
      expect(await queue.redis.zscore(queue.keys.deadLetters, id)).toBeNull();
      expect((await queue.look(id)).fields).not.toHaveProperty([FINGERPRINT_FIELD]);
    }
  });

  it('come out again when their worker died before the queue knew, and they run', async () => {
    const { keys, redis: client } = queue;
    const print = 'feedfacefeedface';
    const id = await queue.addRaw(
      'sleep',
      { input: { durationMs: 0 }, meta: { requestId: 't', submittedBy: 't', timeoutMs: 5_000 } },
      { delay: HOUR },
    );
    await client.hset(queue.jobKey(id), FINGERPRINT_FIELD, print);
    await client.zadd(keys.deadLetters, 1, id);
    await client.zadd(keys.deadLettersOf(print), 1, id);
    await client.hset(keys.deadLetterGroups, print, '{}');
    await queue.runNow(id);
    expect((await queue.ended(id)).state).toBe('completed');
    expect(await client.zscore(keys.deadLetters, id)).toBeNull();
    expect(await client.exists(keys.deadLettersOf(print))).toBe(0);
    expect(await client.hexists(keys.deadLetterGroups, print)).toBe(0);
    expect((await queue.look(id)).fields).not.toHaveProperty([FINGERPRINT_FIELD]);
  });

  it.each([
    ['fixed', [HOUR, HOUR, HOUR]],
    ['exponential', [HOUR, 2 * HOUR, 4 * HOUR]],
  ] as const)('are tried before after %s pauses', async (type, expected) => {
    const backoff = { type, delayMs: HOUR, jitter: 0 };
    const id = await queue.add({ task: 'sleep', input: FAILS, attempts: 4, backoff });
    const pauses: number[] = [];
    for (const number of [1, 2, 3]) {
      await queue.started(id, number);
      const { fields } = await queue.until(id, ['delayed']);
      pauses.push(Number(fields['delay']));
      await queue.runNow(id);
    }
    expect((await queue.ended(id)).state).toBe('failed');
    expect(pauses).toEqual(expected);
  });

  it('that failed together do not come back together, with jitter', async () => {
    const backoff = { type: 'fixed', delayMs: HOUR, jitter: 0.5 } as const;
    const fails = { task: 'sleep', input: FAILS, attempts: 2, backoff };
    const ids = await Promise.all(Array.from({ length: 8 }, () => queue.add(fails)));
    const delays = await Promise.all(
      ids.map((id) => waitFor(async () => Number((await queue.look(id)).fields['delay']) || null)),
    );
    for (const delay of delays) {
      expect(delay).toBeGreaterThanOrEqual(HOUR / 2);
      expect(delay).toBeLessThanOrEqual(HOUR);
    }
    expect(new Set(delays).size).toBe(delays.length);
  });
});
