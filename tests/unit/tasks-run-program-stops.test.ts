import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { JobError } from '@taskdeck/tasks';
import { afterAll, describe, expect, it } from 'vitest';
import { type Line, node, programRunner } from '../support/run-program.ts';
import { waitFor } from '../support/wait-for.ts';

const { folder, start, remove } = programRunner();
afterAll(remove);

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
    timeoutMs: 30_000,
    what: `the line ${text}`,
  });

describe('how run-program stops', () => {
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
        // Long enough for it to say so, however busy the machine is.
        { graceMs: 3_000 },
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

  it.each(['HANDED_BACK', 'WORKER_LOST'] as const)(
    'does not wait for its grace when the job runs again elsewhere: %s',
    async (code) => {
      const { abort, lines, running } = start(
        node(`process.on('SIGINT', () => {}); setInterval(() => {}, 1000); console.log('ready')`, {
          graceMs: 60_000,
        }),
      );
      await saying(lines, 'ready');
      abort.abort(new JobError(code, 'Elsewhere'));
      await expect(running).rejects.toThrow('Elsewhere');
    },
  );

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
});
