import { LOG_COUNT_FIELD, MAX_LOG_LINES } from '@taskdeck/tasks';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TestProcess } from '../support/processes.ts';
import { testPrograms } from '../support/programs.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

describe("a job's log", () => {
  const { queue, startWorker } = withRedis();
  let worker: TestProcess;
  beforeAll(async () => {
    const programs = await testPrograms({
      talk: 'echo one; echo two >&2; exit 1',
      flood: 'seq 1 200000',
      ticks: 'i=0; while [ $i -lt 100 ]; do echo tick; sleep 0.02; i=$((i+1)); done',
    });
    worker = await startWorker(programs.env);
    return programs.remove;
  });

  const run = (program: string, attempts = 1) =>
    queue.add({ task: 'run-program', input: { program }, attempts });

  it('has lines with number, time, level and attempt, over all attempts', async () => {
    const id = await run('talk', 2);
    const { fields } = await queue.ended(id);
    const lines = await queue.log(id);
    expect(lines.map(({ n }) => n)).toEqual(lines.map((_, index) => index + 1));
    expect(fields[LOG_COUNT_FIELD]).toBe(String(lines.length));
    const said = lines.filter(({ message }) => ['one', 'two'].includes(message));
    expect(said.filter(({ message }) => message === 'two')).toMatchObject([
      { level: 'warn', attempt: 1 },
      { level: 'warn', attempt: 2 },
    ]);
    for (const { time } of lines) expect(Date.now() - Date.parse(time)).toBeLessThan(60_000);
  });

  it('grows while the job runs, a few writes a second, each told in the events', async () => {
    const id = await run('ticks');
    await waitFor(async () => (await queue.log(id)).length > 5);
    expect((await queue.look(id)).state).toBe('active');
    const { ledger } = await queue.ended(id);
    const [{ startedAt = '', endedAt = '' } = {}] = ledger;
    const seconds = (Date.parse(endedAt ?? '') - Date.parse(startedAt)) / 1_000;
    const events = await queue.redis.xrange(queue.keys.bullKey('heavy', 'events'), '-', '+');
    const told = events.filter(([, f]) => f.includes('td:log') && f.includes(id)).length;
    // It takes 2 s at least: four a second, the first and the last.
    expect(told).toBeGreaterThan(3);
    expect(told).toBeLessThan(4 * seconds + 3);
    expect((await queue.log(id)).filter(({ message }) => message === 'tick')).toHaveLength(100);
  });

  it('of a task that writes without end keeps the newest lines and says how many are missing', async () => {
    const id = await run('flood');
    const { state, fields } = await queue.ended(id);
    expect(state).toBe('completed');
    const lines = await queue.log(id);
    expect(lines).toHaveLength(MAX_LOG_LINES);
    expect(lines.at(-1)?.message).toBe('200000');
    expect(lines.at(-1)?.n).toBe(Number(fields[LOG_COUNT_FIELD]));
    expect(Number(fields[LOG_COUNT_FIELD])).toBeLessThan(20_000);
    const notice = lines.findLast(({ message }) => message.includes('were dropped here'));
    expect(notice?.level).toBe('warn');
  });

  it('is not brought back for a job that was removed while it ran', async () => {
    const id = await run('ticks');
    await waitFor(async () => (await queue.log(id)).length > 5);
    const log = queue.keys.jobLog('heavy', id);
    await queue.redis.del(queue.jobKey(id), log);
    await waitFor(() =>
      worker.output.some((line) => line.includes(id) && line.includes('had been given')),
    );
    expect(await queue.redis.exists(queue.jobKey(id), log)).toBe(0);
  });
});
