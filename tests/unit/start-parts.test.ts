import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isWebStale } from '../../scripts/build.mjs';
import { lockData } from '../../scripts/data-lock.mjs';
import { isInstalled } from '../../scripts/install.mjs';
import { forPeople, notAgain } from '../../scripts/log-file.mjs';
import { readSettings } from '../../scripts/start-settings.mjs';
import { NODE_FLAGS } from '../../scripts/supervise.mjs';
import { sourceFiles } from '../support/source-files.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'taskdeck-parts-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Writes a file, as if at this second. */
const write = async (path: string, text: string, second = 1_000) => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
  await utimes(join(root, path), second, second);
};
const packages = (entries: object) => JSON.stringify({ packages: entries });

describe('what is installed', () => {
  const lock = packages({
    '': { version: '0.1.0' },
    server: { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/other-system': { version: '1.0.0', optional: true },
  });

  it.each([
    ['everything', { 'node_modules/a': { version: '1.0.0' } }, true],
    ['another version', { 'node_modules/a': { version: '1.0.1' } }, false],
    ['a package too few', {}, false],
  ])('%s', async (_, installed, expected) => {
    await write('package-lock.json', lock);
    await write('node_modules/.package-lock.json', packages(installed));
    expect(isInstalled(root)).toBe(expected);
  });

  it('nothing', async () => {
    await write('package-lock.json', lock);
    expect(isInstalled(root)).toBe(false);
  });
});

describe('the built panel is stale', () => {
  beforeEach(async () => {
    await write('package-lock.json', '');
    await write('web/src/main.tsx', '');
    await utimes(join(root, 'web/src'), 1_000, 1_000);
    await write('web/dist/index.html', '', 2_000);
    await utimes(join(root, 'web'), 1_000, 1_000);
  });

  it('not while no source is newer', async () => {
    expect(await isWebStale(root)).toBe(false);
  });

  it('when a source changed', async () => {
    await write('web/src/main.tsx', '', 3_000);
    expect(await isWebStale(root)).toBe(true);
  });

  it('when a source was removed', async () => {
    await rm(join(root, 'web/src/main.tsx'));
    expect(await isWebStale(root)).toBe(true);
  });

  it('when there is none', async () => {
    await rm(join(root, 'web/dist'), { recursive: true });
    expect(await isWebStale(root)).toBe(true);
  });
});

describe('the console', () => {
  it.each([
    ['{"level":30,"msg":"Listening"}', null],
    ['{"level":40,"msg":"Redis is away","err":{"message":"ECONNREFUSED"}}', 'Redis is away'],
    [
      '{"level":50,"msg":"Stopped with an error","err":{"message":"EIO"}}',
      'Stopped with an error: EIO',
    ],
    ['Error: These settings are not valid', 'Error: These settings are not valid'],
    ['', null],
  ])('%s', (line, text) => {
    expect(forPeople(line)).toBe(text);
  });

  it('is told the same trouble once in half a minute', () => {
    let time = 0;
    const fresh = notAgain(() => time);
    expect([fresh('a'), fresh('b'), fresh('a')]).toEqual([true, true, false]);
    time = 30_001;
    expect(fresh('a')).toBe(true);
  });
});

describe('settings', () => {
  it('have defaults, and an empty one counts as unset', () => {
    expect(readSettings({ PORT: '', HOST: '' }, '/project')).toEqual({
      host: '127.0.0.1',
      port: 8080,
      workers: 2,
      graceMs: 25_000,
      redisUrl: null,
      dataDir: '/project/.data',
    });
  });

  it('are refused with every fault at once', () => {
    expect(() => readSettings({ PORT: '0', WORKERS: '1.5' }, '/')).toThrow(
      /WORKERS is "1.5"[^]*PORT is 0/,
    );
  });
});

describe('the lock of a data folder', () => {
  it('is taken over from a start that is no more', async () => {
    // The number of a process that is there, and no npm start.
    await write('start.pid', String(process.ppid));
    const unlock = await lockData(root);
    await unlock();
    await expect(lockData(root)).resolves.toBeTypeOf('function');
  });
});

describe.each(['server', 'worker'] as const)('the image of the %s', (workspace) => {
  it('starts Node with the flags of npm start', () => {
    const [dockerfile] = sourceFiles([workspace], ['Dockerfile']);
    const command = ['node', ...NODE_FLAGS, `${workspace}/dist/main.js`];
    const quoted = command.map((word) => `"${word}"`).join(', ');
    expect(dockerfile?.text).toContain(`CMD [${quoted}]`);
  });
});
