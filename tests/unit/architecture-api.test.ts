import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PERMISSIONS } from '@taskdeck/server/permissions';
import { appRouter } from '@taskdeck/server/router';
import { describe, expect, it } from 'vitest';
import { ROOT, sourceFiles } from '../support/source-files.ts';

const run = promisify(execFile);

describe('the permission table', () => {
  const procedures = Object.keys(appRouter._def.procedures);

  it('names the least role of every procedure', () => {
    const missing = procedures.filter((path) => !Object.hasOwn(PERMISSIONS, path));
    expect(missing, 'Nobody may call these: add a row to PERMISSIONS.').toEqual([]);
  });

  it('has no row without a procedure or a plain route that demands it', () => {
    const demanded = sourceFiles(['server/src'], ['.ts']).flatMap(({ text }) =>
      [...text.matchAll(/(?:\bdemandPermission\(\s*|\bpath: )'([^']+)'/g)].map(
        (match) => match[1] ?? '',
      ),
    );
    const asked = new Set([...procedures, ...demanded]);
    const idle = Object.keys(PERMISSIONS).filter((path) => !asked.has(path));
    expect(idle, 'Remove the row, or mend the name.').toEqual([]);
  });
});

describe('importing a module has no effect', () => {
  // The processes themselves: what runs when Node is started with them.
  const ENTRIES = /\/(?:main|thread-entry)\.ts$/;

  it.each(['tasks', 'server', 'worker'])(
    '%s',
    async (name) => {
      const files = sourceFiles([`${name}/src`], ['.ts']).filter(({ path }) => !ENTRIES.test(path));
      const script = `
      const events = ['SIGTERM', 'SIGINT', 'uncaughtException', 'unhandledRejection', 'exit'];
      const handlers = () => events.map((event) => process.listenerCount(event)).join();
      const before = handlers();
      // Loading files opens and closes some of its own; these are what lasts.
      const LASTING = /^(?:Timeout|Immediate|TCP|UDP|HTTP|TLS|GetAddrInfo|Worker|FSEvent|StatWatcher|Signal)/;
      const resources = () => process.getActiveResourcesInfo().filter((name) => LASTING.test(name));
      for (const path of ${JSON.stringify(files.map(({ path }) => `${ROOT}${path}`))}) {
        const count = resources().length;
        await import(path);
        if (resources().length > count)
          process.stdout.write(path + ' leaves behind one of ' + resources().join() + '\\n');
      }
      if (handlers() !== before) process.stdout.write('a handler of the process was added');`;
      const { stdout, stderr } = await run(
        process.execPath,
        ['--conditions=@taskdeck/source', '--import', 'tsx', '--input-type=module', '-e', script],
        { cwd: ROOT, env: { PATH: process.env['PATH'] }, timeout: 120_000 },
      );
      expect(
        `${stdout}${stderr}`,
        'Do it in a function that main.ts calls: no timers, connections, handlers or output on import.',
      ).toBe('');
      // It starts Node and loads every file.
    },
    120_000,
  );
});
