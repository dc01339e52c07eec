import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Job } from '@taskdeck/server/schemas/job';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { processes } from '../support/process-tree.ts';
import type { TestProcess, TestServer } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const node = (name: string, code: string, more: object = {}) => ({
  name,
  command: process.execPath,
  arguments: ['-e', code, '--', { name: 'rows', type: 'integer', default: 2, max: 10 }],
  ...more,
});
const PROGRAMS = [
  node(
    'table',
    `const rows = Number(process.argv[1]); console.log('writes ' + rows);
     require('node:fs').writeFileSync('table.csv', 'row\\n'.repeat(rows));`,
  ),
  node('fails', `console.error('the reason'); process.exit(7)`),
  node(
    'stubborn',
    `process.on('SIGINT', () => console.log('not yet')); setInterval(() => {}, 1000);
     require('node:fs').writeFileSync('pid', String(process.pid)); console.log('runs');`,
    { graceMs: 500 },
  ),
];
const Result = z.object({ files: z.array(z.object({ name: z.string(), url: z.string() })) });

describe('programs', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'taskdeck-programs-')));
  const ARTIFACTS_DIR = join(root, 'artifacts');
  const { startServer, startWorker } = withRedis();
  let server: TestServer;
  let worker: TestProcess;
  const workerEnv = () => ({
    WORKER_QUEUES: 'heavy:2',
    WORKER_GRACE_MS: '100',
    PROGRAMS_FILE: join(root, 'programs.json'),
    ARTIFACTS_DIR,
  });

  beforeAll(async () => {
    mkdirSync(ARTIFACTS_DIR);
    writeFileSync(join(root, 'programs.json'), JSON.stringify({ programs: PROGRAMS }));
    server = await startServer({ ARTIFACTS_DIR });
    worker = await startWorker(workerEnv());
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const submit = (program: string, parameters: object = {}) =>
    server.submit('run-program', { program, parameters });
  const ended = async (id: string) => Job.parse(await server.until(id, ['completed', 'failed']));
  const cancel = (id: string) => server.post(`/api/tasks/${id}/cancel`);
  const isAlive = (pid: number) => processes().some((one) => one.pid === pid);
  /** What a program that runs has written; it makes the file first and fills it then. */
  const readPid = (id: string) => {
    const file = join(ARTIFACTS_DIR, id, 'pid');
    return existsSync(file) && (Number(readFileSync(file, 'utf8')) || null);
  };

  it('run, and what they leave can be downloaded', async () => {
    const job = await ended(await submit('table', { rows: 3 }));
    expect(job.result).toMatchObject({
      exitCode: 0,
      files: [{ name: 'table.csv', sizeBytes: 12 }],
    });
    const [file] = Result.parse(job.result).files;
    const response = await fetch(server.url + file?.url, { headers: server.headers });
    expect([response.status, await response.text()]).toEqual([200, 'row\nrow\nrow\n']);
    const list = await server.get(`/api/tasks/${job.id}/artifacts`);
    expect(list).toEqual({ items: [{ name: 'table.csv', sizeBytes: 12 }] });
  });

  it.each([
    ['fails', {}, 'TASK_FAILED', 'fails ended with exit code 7\nthe reason'],
    ['unknown', {}, 'INPUT_INVALID', 'these programs are: table, fails, stubborn'],
    ['table', { rows: 11 }, 'INPUT_INVALID', 'rows: must be at most 10'],
    ['table', { columns: 1 }, 'INPUT_INVALID', 'no such parameter'],
  ])('%s %j fails with %s', async (program, parameters, code, message) => {
    const job = await ended(await submit(program, parameters));
    expect(job).toMatchObject({ state: 'failed', error: { code } });
    expect(job.error?.message).toContain(message);
  });

  it('are stopped by a cancel, if they must be by force', async () => {
    const id = await submit('stubborn');
    const pid = await waitFor(() => readPid(id), { what: 'the program to run' });
    await cancel(id);
    expect((await ended(id)).error?.code).toBe('CANCELLED');
    await waitFor(() => !isAlive(pid), { what: 'the end of the program' });
  });

  it('end with their worker, and run again elsewhere', async () => {
    const id = await submit('stubborn');
    const first = await waitFor(() => readPid(id), { what: 'the program to run' });
    await worker.stop();
    await waitFor(() => !isAlive(first), { what: 'the end of the program' });
    worker = await startWorker(workerEnv());
    const second = await waitFor(
      () => {
        const pid = readPid(id);
        return pid !== first && pid;
      },
      { timeoutMs: 30_000, what: 'it to run again' },
    );
    expect(isAlive(second)).toBe(true);
    await cancel(id);
    await ended(id);
    await waitFor(() => !isAlive(second), { what: 'the end of the program' });
  });

  it('leave files for as long as their job is there', async () => {
    const { id } = await ended(await submit('table'));
    const [gone, young, foreign] = [uuidv7(), uuidv7(), 'not-of-a-job'];
    const old = new Date(Date.now() - 2 * 3_600_000);
    for (const name of [gone, young, foreign]) mkdirSync(join(ARTIFACTS_DIR, name));
    for (const name of [id, gone, foreign]) utimesSync(join(ARTIFACTS_DIR, name), old, old);
    await worker.stop();
    worker = await startWorker(workerEnv());
    await waitFor(() => !existsSync(join(ARTIFACTS_DIR, gone)), { what: 'the old folder to go' });
    const left = [id, young, foreign].map((name) => existsSync(join(ARTIFACTS_DIR, name)));
    expect(left).toEqual([true, true, true]);
    expect(existsSync(join(ARTIFACTS_DIR, id, 'table.csv'))).toBe(true);
  });
});
