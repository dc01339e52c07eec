import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, linesMatching, sourceFiles, type SourceFile } from '../support/source-files.ts';

const PACKAGES = ['tasks', 'server', 'worker', 'web', 'client'] as const;
const sources = (folder: string) => sourceFiles([folder], ['.ts', '.tsx']);
const code = PACKAGES.flatMap((name) => sources(`${name}/src`));

/** `path imports x` for every import that `refused` refuses. */
const offenders = (
  files: readonly SourceFile[],
  refused: (from: string, typeOnly: boolean, file: SourceFile) => boolean,
) =>
  files.flatMap((file) =>
    importsOf(file)
      .filter(({ from, typeOnly }) => refused(from, typeOnly, file))
      .map(({ from }) => `${file.path} imports ${from}`),
  );

/** The package's name without what is below it: `@taskdeck/server/router` -> `@taskdeck/server`. */
const packageOf = (from: string) =>
  from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');

describe('the reading of sources', () => {
  it.each(PACKAGES)('finds the modules and imports of %s', (name) => {
    const files = sources(`${name}/src`);
    expect(files.length).toBeGreaterThan(3);
    expect(files.flatMap(importsOf).length).toBeGreaterThan(5);
  });

  it('knows every form of an import', () => {
    const text = [
      `import { a } from 'a';`,
      `import type { B } from 'b';`,
      `import {\n  type C,\n  c,\n} from 'c';`,
      `import 'd';`,
      `export * from 'e';`,
      `export type { F } from 'f';`,
      `const g = await import('g');`,
      `import H, { h } from 'h';`,
    ].join('\n');
    const found = importsOf({ path: 'x.ts', text });
    expect(found.map(({ from }) => from)).toEqual([...'abcdefgh']);
    expect(found.filter(({ typeOnly }) => typeOnly).map(({ from }) => from)).toEqual(['b', 'f']);
  });
});

describe('imports go one way', () => {
  const MAY_USE: Record<(typeof PACKAGES)[number], readonly string[]> = {
    tasks: [],
    server: ['@taskdeck/tasks'],
    worker: ['@taskdeck/tasks'],
    web: ['@taskdeck/server'],
    client: ['@taskdeck/server', '@taskdeck/tasks'],
  };

  it.each(PACKAGES)('%s imports only what is below it', (name) => {
    const found = offenders(
      sources(`${name}/src`),
      (from) => from.startsWith('@taskdeck/') && !MAY_USE[name].includes(packageOf(from)),
    );
    expect(
      found,
      'Packages depend like this: web and client (types only) -> server -> tasks <- worker. Move what both need to tasks/.',
    ).toEqual([]);
  });

  it.each(PACKAGES)('%s reaches other packages by name, not by path', (name) => {
    const found = offenders(
      sources(`${name}/src`),
      (from, _, file) =>
        from.startsWith('.') && !posix.join(posix.dirname(file.path), from).startsWith(`${name}/`),
    );
    expect(found, 'Import the package, like @taskdeck/tasks.').toEqual([]);
  });

  it.each(['web', 'client'])('%s knows the server by its types only', (name) => {
    const found = offenders(
      sources(`${name}/src`),
      (from, typeOnly) => from.startsWith('@taskdeck/') && !typeOnly,
    );
    expect(found, 'Write `import type { … }`: server code must not reach its callers.').toEqual([]);
  });
});

describe('SDKs stay in their adapter', () => {
  /** Where each may be imported. `types` are places that take a connection as a parameter and name its type. */
  const ADAPTERS: Record<
    string,
    { code: readonly string[]; types?: readonly string[]; say: string }
  > = {
    dockerode: {
      code: ['server/src/docker/'],
      say: 'Ask the DockerEngine of server/src/docker/docker-engine.ts.',
    },
    bullmq: {
      code: ['server/src/queue/', 'worker/src/'],
      say: 'Ask the JobQueue of server/src/queue/job-queue.ts.',
    },
    ioredis: {
      code: ['server/src/redis/', 'server/src/queue/', 'worker/src/'],
      types: ['server/src/auth/', 'server/src/live/', 'server/src/services/'],
      say: 'Take a connection as a parameter: server/src/redis/connect.ts and worker/src/redis.ts make them.',
    },
    fastify: {
      code: ['server/src/app.ts'],
      types: ['server/src/'],
      say: 'Only app.ts builds the HTTP server; plugins and routes take it as a parameter.',
    },
  };

  it.each(Object.entries(ADAPTERS))('%s', (sdk, { code: places, types = [], say }) => {
    const found = offenders(
      code,
      (from, typeOnly, { path }) =>
        packageOf(from) === sdk &&
        !places.some((place) => path.startsWith(place)) &&
        !(typeOnly && types.some((place) => path.startsWith(place))),
    );
    expect(found, `${say}`).toEqual([]);
    const used = code.some((file) => importsOf(file).some(({ from }) => packageOf(from) === sdk));
    expect(used, `Nothing imports ${sdk} any more: remove it, and this line.`).toBe(true);
  });

  it('routers, services and adapters of the server are layers', () => {
    const LAYERS: Record<string, RegExp> = {
      'server/src/routers/': /\/(queue|redis|docker|live|rest|auth)\//,
      'server/src/services/': /\/(routers|rest)\/|\/trpc/,
      'server/src/queue/': /\/(routers|rest|services|docker|live)\//,
      'server/src/redis/': /\/(routers|rest|services|queue|docker|live)\//,
      'server/src/docker/': /\/(routers|rest|services|queue|redis|live)\//,
    };
    const found = offenders(code, (from, typeOnly, { path }) => {
      const layer = Object.entries(LAYERS).find(([folder]) => path.startsWith(folder));
      return layer !== undefined && !typeOnly && from.startsWith('.') && layer[1].test(from);
    });
    expect(
      found,
      'routers -> services -> queue | redis | docker | live: call downwards only.',
    ).toEqual([]);
  });
});

describe('what has one place', () => {
  it('Redis keys are made in tasks/src/keys.ts', () => {
    // A literal that begins like a key of ours, one with the hash tag, or one that adds a part to a key.
    const KEY =
      /['"`](?:taskdeck|bull|jobs|workers?|totals|series|sampler|interest|snapshots?|session|sign-in-link|idempotency|cancels?):[^\s'"`]|\{taskdeck\}|\{\$\{|\$\{[^}]*(?:\bkeys?\b|prefix)[^}]*\}:(?=[^\s'"`])/i;
    const found = code
      .filter(({ path }) => path !== 'tasks/src/keys.ts' && !path.startsWith('web/'))
      .flatMap((file) => linesMatching(file, KEY));
    expect(found, 'Add a member to Keys in tasks/src/keys.ts, and take it from there.').toEqual([]);
    expect(KEY.test("const key = '{taskdeck}:jobs'")).toBe(true);
    expect(KEY.test('const key = `${keys.bull}:default:wait`')).toBe(true);
    expect(KEY.test('`Step ${step.key}: ${message}`')).toBe(false);
  });

  it('the environment is read in the main.ts files', () => {
    const found = code
      .filter(({ path }) => !/^(?:server|worker)\/src\/main\.ts$/.test(path))
      .flatMap((file) => linesMatching(file, /\bprocess\.env\b|\benv\b.*from 'node:process'/));
    expect(
      found,
      'Add the setting to parseConfig, and pass its value in: main.ts reads the environment.',
    ).toEqual([]);
  });

  it('no file is longer than 250 lines', () => {
    const files = sourceFiles(
      [...PACKAGES, 'tests', 'scripts', 'nginx', 'redis'],
      ['.ts', '.tsx', '.mjs', '.css', '.conf', '.template', '.lua'],
    );
    const found = files
      .map(({ path, text }) => `${path}: ${text.trimEnd().split('\n').length} lines`)
      .filter((line) => Number(/: (\d+) lines$/.exec(line)?.[1]) > 250);
    expect(found, 'One file, one noun: split it where it has two.').toEqual([]);
  });
});
