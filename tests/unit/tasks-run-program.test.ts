import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_RESULT_BYTES } from '@taskdeck/tasks';
import { afterAll, describe, expect, it } from 'vitest';
import { node, programRunner } from '../support/run-program.ts';

const { jobId, folder, start, remove } = programRunner();
afterAll(remove);

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
