import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOG_COUNT_FIELD, MAX_LOG_LINES } from '@taskdeck/tasks';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TestProcess } from '../support/processes.ts';
import { testPrograms } from '../support/programs.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

/** While this file is there the program that ticks goes on. */
const GO_ON = join(tmpdir(), `taskdeck-ticks-${process.pid}`);

describe("a job's log", () => {
  const { queue, startWorker } = withRedis();
  let worker: TestProcess;
  beforeAll(async () => {
    const programs = await testPrograms({
      talk: 'echo one; echo two >&2; exit 1',
      flood: 'seq 1 50000',
      ticks: `i=0; while [ -e '${GO_ON}' ]; do echo "tick $i"; sleep 0.05; i=$((i+1)); done; echo "$i ticks"`,
    });
    worker = await startWorker(programs.env);
    return async () => {
      await rm(GO_ON, { force: true });
      await programs.remove();
    };
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

  const startTicking = async () => {
    await writeFile(GO_ON, '');
    const id = await run('ticks');
    await waitFor(async () => (await queue.log(id)).length > 5, { timeoutMs: 30_000 });
    return id;
  };
  const told = async (id: string) => {
    const events = await queue.redis.xrange(queue.keys.bullKey('heavy', 'events'), '-', '+');
    return events.filter(([, fields]) => fields.includes('td:log') && fields.includes(id)).length;
  };

  it('grows while the job runs, a few writes a second, each told in the events', async () => {
    const id = await startTicking();
    await waitFor(async () => (await told(id)) > 3, { timeoutMs: 30_000 });
    expect((await queue.look(id)).state).toBe('active');
    await rm(GO_ON);
    const { ledger } = await queue.ended(id);
    const [{ startedAt = '', endedAt = '' } = {}] = ledger;
    const seconds = (Date.parse(endedAt ?? '') - Date.parse(startedAt)) / 1_000;
    // Four a second, the first and the last.
    expect(await told(id)).toBeLessThan(4 * seconds + 3);
    const ticks = (await queue.log(id)).map(({ message }) => message);
    const count = ticks.filter((message) => message.startsWith('tick ')).length;
    expect(ticks).toContain(`${count} ticks`);
  });

  it('of a task that writes without end keeps the newest lines and says how many are missing', async () => {
    const id = await run('flood');
    const { state, fields } = await queue.ended(id);
    expect(state).toBe('completed');
    const lines = await queue.log(id);
    expect(lines).toHaveLength(MAX_LOG_LINES);
    expect(lines.at(-1)?.message).toBe('50000');
    expect(lines.at(-1)?.n).toBe(Number(fields[LOG_COUNT_FIELD]));
    expect(Number(fields[LOG_COUNT_FIELD])).toBeLessThan(20_000);
    const notice = lines.findLast(({ message }) => message.includes('were dropped here'));
    expect(notice?.level).toBe('warn');
  });

  it('is not brought back for a job that was removed while it ran', async () => {
    const id = await startTicking();
    const log = queue.keys.jobLog('heavy', id);
    await queue.redis.del(queue.jobKey(id), log);
    await rm(GO_ON);
    const given = (line: string) => line.includes(id) && line.includes('had been given');
    await waitFor(() => worker.output.some(given), { timeoutMs: 30_000 });
    expect(await queue.redis.exists(queue.jobKey(id), log)).toBe(0);
  });
});
