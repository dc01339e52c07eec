import { PERMISSIONS } from '@taskdeck/server/permissions';
import { restRoutes } from '@taskdeck/server/rest/rest-routes';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeTestApp, TOKEN, type TestApp } from '../support/api.ts';
import {
  CONTAINER,
  HOSTILE_BODIES,
  HOSTILE_HEADS,
  HOSTILE_QUERIES,
  HOSTILE_TARGETS,
  hostileProofs,
  ID,
  JSON_TYPE,
  type HostileRow,
} from '../support/hostile-requests.ts';
import { listen } from '../support/listen.ts';
import { rawRequest, sendRaw } from '../support/raw-http.ts';

const RANK = { public: 0, viewer: 1, operator: 2, admin: 3 } as const;
const ROLES = ['viewer', 'operator', 'admin'] as const;
const least = new Map<string, keyof typeof RANK>(Object.entries(PERMISSIONS));
const REST = restRoutes();
const fill = (url: string) =>
  url
    .replace('/containers/:id', `/containers/${CONTAINER}`)
    .replace(':id', ID)
    .replaceAll(/:\w+/g, 'x');

let api: TestApp;
let port: number;
const cookies = new Map<string, string>();
beforeAll(async () => {
  api = await makeTestApp();
  await api.app.ready();
  port = await listen(api.app.server);
  for (const role of ROLES) {
    const who = { name: `a-${role}`, role, address: null, agent: null };
    cookies.set(role, `taskdeck_session=${await api.sessions.begin(who)}`);
  }
});
afterAll(() => api.close());

const OWN = 'Sec-Fetch-Site: same-origin';
const cookieOf = (role: string) => `Cookie: ${cookies.get(role) ?? ''}`;
const asAdmin = () => [cookieOf('admin'), OWN];
const asProgram = () => [`Authorization: Bearer ${TOKEN}`, JSON_TYPE];

/** All that could have been changed: every key of ours but those that tell of attempts, and the jobs. */
async function everything(): Promise<string> {
  const { redis, keys, queue } = api;
  const names = (await redis.keys('*')).filter(
    (key) => !key.includes(keys.audit) && !key.includes(':sign-in-failures:'),
  );
  const accounts = await redis.hgetall(keys.accounts);
  const tokens = await redis.hgetall(keys.apiTokens);
  return JSON.stringify([names.sort(), accounts, tokens, [...queue.jobs.keys()]]);
}

let before: string;
let sent = 0;

/** Which were not refused, or told too much. */
async function faults(rows: readonly HostileRow[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name, bytes, wanted } of rows) {
    sent += 1;
    const { status, head, body } = await sendRaw(port, bytes);
    if (!wanted.includes(status)) found.push(`${name}: ${status}`);
    // What it sent is told as text that no browser takes for a page, and nothing tells of our insides.
    const inert = /content-type: application\/json/i.test(head) && /nosniff/.test(head);
    if (body.includes('<script') && !inert) found.push(`${name}: a page`);
    if (/at .+\.[jt]s:\d+/.test(body) || /set-cookie/i.test(head)) found.push(`${name}: leaks`);
  }
  return found;
}

const byAdmin = (rows: readonly (readonly [target: string, wanted: number[]])[]): HostileRow[] =>
  rows.map(([target, wanted]) => ({
    name: target.slice(0, 60),
    bytes: rawRequest(`GET ${target}`, asAdmin()),
    wanted,
  }));
const bodyOf = (method: string) => (method === 'GET' ? '' : '{}');

describe('hostile requests are refused, and change nothing', { timeout: 60_000 }, () => {
  beforeEach(async () => {
    before = await everything();
  });
  afterEach(async () => {
    const after = await everything();
    if (after !== before) throw new Error(`Something changed: ${before} became ${after}`);
  });

  it('without sign-in', async () => {
    const rows = REST.filter(({ path }) => least.get(path) !== 'public').map(({ method, url }) => ({
      name: `${method} ${url}`,
      bytes: rawRequest(`${method} ${fill(url)}`, [JSON_TYPE], bodyOf(method)),
      wanted: [401],
    }));
    expect(await faults(rows)).toEqual([]);
  });

  it('with every role below the one that is needed', async () => {
    const rows = REST.flatMap(({ path, method, url }) =>
      ROLES.filter((role) => RANK[role] < RANK[least.get(path) ?? 'public']).map((role) => ({
        name: `${role}: ${method} ${url}`,
        bytes: rawRequest(
          `${method} ${fill(url)}`,
          [cookieOf(role), OWN, JSON_TYPE],
          bodyOf(method),
        ),
        wanted: [403],
      })),
    );
    expect(await faults(rows)).toEqual([]);
  });

  it.each(['Origin: https://evil.example', 'Origin: null', 'Sec-Fetch-Site: cross-site'])(
    'from another page (%s)',
    async (from) => {
      const rows = REST.filter(({ type }) => type === 'mutation').map(({ method, url }) => ({
        name: `${method} ${url}`,
        bytes: rawRequest(`${method} ${fill(url)}`, [cookieOf('admin'), from, JSON_TYPE], '{}'),
        wanted: [403],
      }));
      expect(await faults(rows)).toEqual([]);
    },
  );

  it('with forged, broken and foreign proofs of who asks', async () => {
    const rows = hostileProofs(cookies.get('admin') ?? '').map((header) => ({
      name: header.slice(0, 60),
      bytes: rawRequest('GET /api/stats', [header, OWN]),
      wanted: [401],
    }));
    expect(await faults(rows)).toEqual([]);
  });

  it('whose bodies are too large, too deep, or no JSON', async () => {
    const rows = HOSTILE_BODIES.map(([name, body, wanted]) => ({
      name,
      bytes: rawRequest('POST /api/tasks', asProgram(), body),
      wanted,
    }));
    expect(await faults(rows)).toEqual([]);
  });

  it('of another type, another length, or two at once', async () => {
    expect(await faults(HOSTILE_HEADS)).toEqual([]);
  });

  it('whose addresses play tricks', async () => {
    expect(await faults(byAdmin(HOSTILE_TARGETS))).toEqual([]);
  });

  it('with filters that are out of bounds, or made to take long', async () => {
    expect(await faults(byAdmin(HOSTILE_QUERIES))).toEqual([]);
  });

  it('that change something by GET, or by methods that nobody has', async () => {
    const changes = REST.filter(({ method, type }) => type === 'mutation' && method === 'POST');
    const rows = [
      ...changes.map(({ path }) => ({
        name: `GET /trpc/${path}`,
        bytes: rawRequest(`GET /trpc/${path}?input=%7B%7D`, asAdmin()),
        wanted: [404, 405],
      })),
      ...['PATCH', 'PUT', 'TRACE', 'CONNECT', 'PROPFIND', 'QUERY'].map((method) => ({
        name: `${method} /api/tasks`,
        bytes: rawRequest(`${method} /api/tasks`, asProgram(), '{"task":"sleep"}'),
        wanted: [0, 400, 404, 405, 501],
      })),
      {
        name: 'a method in a header',
        bytes: rawRequest(`GET /api/tasks/${ID}`, [
          ...asProgram(),
          'X-HTTP-Method-Override: DELETE',
        ]),
        wanted: [404],
      },
    ];
    expect(await faults(rows)).toEqual([]);
  });

  it('in more than 200 ways', () => {
    expect(sent).toBeGreaterThanOrEqual(200);
  });
});
