import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findTask,
  JobError,
  MAX_RESULT_BYTES,
  NO_TASK_SETTINGS,
  Program,
  type TaskSettings,
} from '@taskdeck/tasks';
import { afterAll, describe, expect, it } from 'vitest';
import { fakeContext } from '../support/task-context.ts';
import { waitFor } from '../support/wait-for.ts';

const artifactsDir = mkdtempSync(join(tmpdir(), 'taskdeck-artifacts-'));
afterAll(() => rmSync(artifactsDir, { recursive: true, force: true }));
const { jobId } = fakeContext();
const folder = join(artifactsDir, jobId);

/** A program made of a line of JavaScript: what is tested is how a program is run, and node is where the tests are. */
const node = (code: string, more: object = {}): Program =>
  Program.parse({
    name: 'it',
    command: process.execPath,
    arguments: ['-e', code],
    graceMs: 5_000,
    ...more,
  });

interface Line {
  readonly level: string;
  readonly message: string;
}

function start(program: Program | null, more: Partial<TaskSettings> = {}, parameters: object = {}) {
  const lines: Line[] = [];
  const abort = new AbortController();
  const settings = {
    ...NO_TASK_SETTINGS,
    artifactsDir,
    programs: program === null ? [] : [program],
    ...more,
  };
  const ctx = fakeContext({
    settings,
    signal: abort.signal,
    log: (message, level = 'info') => void lines.push({ level, message }),
  });
  const running = findTask('run-program')?.execute({ program: 'it', parameters }, ctx);
  return { lines, abort, running: Promise.resolve(running) };
}
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const saying = (lines: readonly Line[], text: string) =>
  waitFor(() => lines.find(({ message }) => message.startsWith(text)), {
    what: `the line ${text}`,
  });

describe('run-program', () => {
  it('logs what the program prints, and lists what it leaves', async () => {
    const { lines, running } = start(
      node(`
        const fs = require('node:fs');
        console.log('one\\ntwo'); console.error('three'); process.stdout.write('no end');
        fs.mkdirSync('sub dir'); fs.writeFileSync('sub dir/ü.txt', 'abc'); fs.writeFileSync('a.csv', 'x,y');
        fs.symlinkSync('/etc/passwd', 'link');
        fs.writeFileSync('facts.json', JSON.stringify({ cwd: process.cwd(), env: process.env }));
      `),
    );
    expect(await running).toMatchObject({
      program: 'it',
      exitCode: 0,
      files: [
        { name: 'a.csv', sizeBytes: 3, url: `/api/tasks/${jobId}/artifacts/a.csv` },
        { name: 'facts.json' },
        { name: 'sub dir/ü.txt', url: `/api/tasks/${jobId}/artifacts/sub%20dir/%C3%BC.txt` },
      ],
    });
    expect(lines.slice(1)).toEqual(
      expect.arrayContaining([
        { level: 'info', message: 'one' },
        { level: 'info', message: 'two' },
        { level: 'info', message: 'no end' },
        { level: 'warn', message: 'three' },
      ]),
    );
    const facts: unknown = JSON.parse(readFileSync(join(folder, 'facts.json'), 'utf8'));
    expect(facts).toEqual({
      cwd: folder,
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', HOME: folder },
    });
  });

  it('lists as many files as a result can hold, and counts all', async () => {
    const { running } = start(
      node(
        `for (let i = 0; i < 900; i++) require('node:fs').writeFileSync(i + 'x'.repeat(200), '')`,
      ),
    );
    const result = await running;
    expect(result).toHaveProperty('fileCount', 900);
    expect(JSON.stringify(result).length).toBeLessThan(MAX_RESULT_BYTES);
  });

  it('starts each attempt in an empty folder', async () => {
    await start(node(`require('node:fs').writeFileSync('first', '')`)).running;
    expect(await start(node('')).running).toHaveProperty('files', []);
  });

  it('hands parameters over as single words', async () => {
    const echo = node('console.log(JSON.stringify(process.argv.slice(1)))', {
      arguments: [
        '-e',
        'console.log(JSON.stringify(process.argv.slice(1)))',
        '--',
        { name: 'text', type: 'string' },
      ],
    });
    const { lines, running } = start(echo, {}, { text: '$(id) `id` ; "x" *' });
    await running;
    expect(lines.at(-1)?.message).toBe(JSON.stringify(['$(id) `id` ; "x" *']));
  });

  it('fails with the exit code and the last lines of standard error', async () => {
    const code = `for (let i = 0; i < 9; i++) console.error('line ' + i); process.exitCode = 3`;
    await expect(start(node(code)).running).rejects.toThrow(
      /^it ended with exit code 3\nline 4\nline 5\nline 6\nline 7\nline 8$/,
    );
  });

  it('says which signal killed it', async () => {
    const { running } = start(node(`process.kill(process.pid, 'SIGSEGV')`));
    await expect(running).rejects.toThrow('it was killed by SIGSEGV');
  });

  it('says that the program is not there', async () => {
    await expect(start(node('', { command: '/no/such/program' })).running).rejects.toThrow(
      'ENOENT',
    );
  });

  it('interrupts it first', async () => {
    const { abort, lines, running } = start(
      node(`
        process.on('SIGINT', () => { require('node:fs').writeFileSync('saved', ''); process.exit(0); });
        setInterval(() => {}, 1000); console.log('ready');
      `),
    );
    await saying(lines, 'ready');
    abort.abort(new JobError('CANCELLED', 'Enough'));
    await expect(running).rejects.toThrow('Enough');
    expect(existsSync(join(folder, 'saved'))).toBe(true);
  });

  it('kills what ignores the interrupt, with all that it has started', async () => {
    const { abort, lines, running } = start(
      node(
        `
        process.on('SIGINT', () => console.log('interrupted'));
        const child = require('node:child_process').spawn(process.execPath,
          ['-e', 'process.on("SIGINT", () => {}); setInterval(() => {}, 1000)'], { stdio: 'inherit' });
        setInterval(() => {}, 1000); console.log('child ' + child.pid);
      `,
        { graceMs: 300 },
      ),
    );
    const { message } = await saying(lines, 'child');
    const pid = Number(message.split(' ')[1]);
    expect(isAlive(pid)).toBe(true);
    abort.abort(new JobError('CANCELLED', 'Enough'));
    await expect(running).rejects.toThrow('Enough');
    expect(lines).toContainEqual({ level: 'info', message: 'interrupted' });
    await waitFor(() => !isAlive(pid), { what: 'the end of the child' });
  });

  it('ends what the program leaves running', async () => {
    const { lines, running } = start(
      node(`
        const child = require('node:child_process').spawn(process.execPath,
          ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
        console.log('child ' + child.pid); child.unref();
      `),
    );
    expect(await running).toHaveProperty('files', []);
    const pid = Number(
      lines.find(({ message }) => message.startsWith('child'))?.message.split(' ')[1],
    );
    await waitFor(() => !isAlive(pid), { what: 'the end of the child' });
  });

  it('stops at the time limit of the list', async () => {
    const { running } = start(node('setInterval(() => {}, 1000)', { timeoutMs: 200 }));
    await expect(running).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it.each([
    [
      'bytes',
      `require('node:fs').writeFileSync('big', Buffer.alloc(2000))`,
      /more than 1000 bytes/,
    ],
    [
      'files',
      `for (let i = 0; i < 1001; i++) require('node:fs').writeFileSync('f' + i, '')`,
      /More than 1000 files/,
    ],
  ])('refuses too many %s, and keeps none', async (_, code, why) => {
    const { running } = start(node(code), { maxArtifactBytes: 1_000 });
    await expect(running).rejects.toThrow(why);
    expect(existsSync(join(folder, 'big')) || existsSync(join(folder, 'f1'))).toBe(false);
  });

  it('stops a program that writes without end', async () => {
    const { running } = start(
      node(
        `const fs = require('node:fs'); setInterval(() => fs.appendFileSync('big', 'x'.repeat(100)), 5)`,
      ),
      { maxArtifactBytes: 1_000 },
    );
    await expect(running).rejects.toThrow('more than 1000 bytes');
  });

  it.each([
    [null, {}, 'No program is allowed: PROGRAMS_FILE'],
    [node('', { name: 'other' }), {}, '"it" is not allowed; these programs are: other'],
    [node(''), { artifactsDir: null }, 'set ARTIFACTS_DIR'],
  ])('runs nothing that is not set up', async (program, more, why) => {
    const { running } = start(program, more);
    await expect(running).rejects.toThrow(why);
    await expect(running).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('keeps a line of the log short, however long it is', async () => {
    const { lines, running } = start(
      node(`process.stdout.write('x'.repeat(1_000_000) + '\\nafter\\n')`),
    );
    await running;
    expect(lines.slice(1).map(({ message }) => message.length)).toEqual([2_000, 5]);
  });
});
