import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, sourceFiles } from '../support/source-files.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const names = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? '');

describe('.env.example', () => {
  const documented = names(read('.env.example'), /^#?\s?([A-Z][A-Z0-9_]+)=/gm);
  /** Part of the system, npm or Node, and not a setting of ours. */
  const FOREIGN = new Set(['PATH', 'HOME', 'NODE_ENV', 'LC_ALL']);

  /** Every variable that is read, by where. */
  const READERS = {
    'server/src/config.ts and auth/oidc-settings.ts': () =>
      ['server/src/config.ts', 'server/src/auth/oidc-settings.ts'].flatMap((path) =>
        names(read(path), /^\s+([A-Z][A-Z0-9_]+):/gm),
      ),
    'worker/src/config.ts and task-config.ts': () =>
      ['worker/src/config.ts', 'worker/src/task-config.ts'].flatMap((path) =>
        names(read(path), /^\s+([A-Z][A-Z0-9_]+):/gm),
      ),
    'scripts, tests and web/vite.config.ts': () =>
      sourceFiles(
        ['scripts', 'tests/support', 'web'],
        ['.mjs', '/chromium.ts', '/vite.config.ts'],
      ).flatMap(({ text }) => names(text, /(?:env\[['"]|\benv\.|whole\(['"])([A-Z][A-Z0-9_]+)\b/g)),
    'docker-compose.yml, compose.debug.yml and compose.tls.yml': () =>
      ['docker-compose.yml', 'compose.debug.yml', 'compose.tls.yml'].flatMap((path) =>
        names(read(path), /(?<!\$)\$\{([A-Z][A-Z0-9_]+)/g),
      ),
  };

  it.each(Object.entries(READERS))('names every variable that %s reads', (where, find) => {
    const found = find().filter((name) => !FOREIGN.has(name));
    expect(found.length, `No variable found in ${where}: mend this test.`).toBeGreaterThan(2);
    const missing = found.filter((name) => !documented.includes(name));
    expect(missing, 'Say in .env.example what it is for, its unit and its default.').toEqual([]);
  });

  it('names nothing that is read nowhere', () => {
    const all = Object.values(READERS).flatMap((find) => find());
    // NAME_FILE is read for each secret NAME.
    // COMPOSE_FILE is for Compose itself.
    const known = new Set([...all, ...all.map((name) => `${name}_FILE`), 'COMPOSE_FILE']);
    const idle = documented.filter((name) => !known.has(name));
    expect(idle, 'Remove it: nothing reads it.').toEqual([]);
  });
});

describe('what is committed', () => {
  const tracked = existsSync(join(ROOT, '.git'))
    ? execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0')
    : [];

  it('holds no secret', () => {
    expect(tracked.filter((path) => /(^|\/)\.env$|\.(pem|key|p12)$/.test(path))).toEqual([]);
    const SECRET =
      /-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{36}|\bnpm_\w{36}|\bxox[abp]-\d|requirepass\s+[\w-]{8,}|\/sign-in#[\w-]{30,}|_authToken\s*=/;
    const found = tracked
      .filter(
        (path) => path !== '' && existsSync(join(ROOT, path)) && !/\.(png|ico|woff2)$/.test(path),
      )
      .filter((path) => SECRET.test(read(path)));
    expect(found, 'Take it out of the history too, and make it void: it is known now.').toEqual([]);
  });

  it('leaves the choice of the package registry to npm', () => {
    expect(
      read('package-lock.json').includes('"resolved": "http'),
      'Remove the "resolved" URLs from package-lock.json: `npm ci` finds packages without them.',
    ).toBe(false);
  });
});
