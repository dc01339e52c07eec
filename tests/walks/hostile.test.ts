import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { WORKER } from '../fakes/docker-daemon-events.ts';
import {
  fillDocker,
  fillForeignQueue,
  fillJobs,
  fillWorkers,
  hasEnded,
  hostile,
  markOf,
  PROGRAMS,
  tellEvents,
} from '../support/hostile-world.ts';
import type { OtherProgram } from '../support/other-program.ts';
import { waitFor } from '../support/wait-for.ts';
import { lookFaults, settled } from '../support/page-checks.ts';
import { hiddenTexts, trapsOf, watch } from './hostile-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

const PASSWORD = 'correct horse battery';
const at = encodeURIComponent;

/** A request of the page itself, as whoever is signed in there. */
const send = async (
  page: Page,
  path: string,
  body: unknown = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: unknown }> =>
  page.evaluate(
    async ([url, sent, more]) => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...more },
        body: sent,
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
    },
    [path, JSON.stringify(body), headers] as const,
  );
const idOf = (answer: { readonly body: unknown }): string =>
  z.looseObject({ id: z.string() }).parse(answer.body).id;

describe.skipIf(!hasChromium)('hostile texts', () => {
  let panel: Panel;
  let redis: Redis;
  let other: OtherProgram;
  const where = { foreign: '', job: '', done: '', failed: '', active: '', files: '', schedule: '' };

  beforeAll(async () => {
    panel = await startPanel(PROGRAMS, { QUEUE_PREFIXES: 'bull', FOREIGN_QUEUES_WRITABLE: 'true' });
    redis = new Redis(panel.redis.url);
    fillDocker(panel.docker);
    const foreign = await fillForeignQueue(panel.redis.url);
    other = foreign.program;
    Object.assign(where, { foreign: foreign.address, job: foreign.job });
    where.done = await panel.submit({ task: 'sleep', input: { durationMs: 1, steps: 1 } });
    where.active = await panel.submit({
      task: 'sleep',
      input: { durationMs: 3_600_000, steps: 1 },
    });
    const once = { attempts: 1 };
    where.failed = await panel.submit({
      task: 'run-program',
      input: { program: 'bad' },
      options: once,
    });
    where.files = await panel.submit({ task: 'run-program', input: { program: 'fine' } });
    const page = await panel.open('/');
    const timing = { kind: 'every', everyMs: 3_600_000 };
    const schedule = { name: hostile('schedule').slice(0, 100), task: 'sleep', timing };
    where.schedule = idOf(await send(page, '/api/schedules', schedule));
    await send(page, '/api/tokens', { name: hostile('token').slice(0, 60), role: 'viewer' });
    await send(page, '/api/accounts', { name: 'mira', role: 'viewer', password: PASSWORD });
    await send(page, '/api/session', { name: hostile('sign-in').slice(0, 60), password: PASSWORD });
    await send(page, `/api/queues/${at(hostile('audit'))}/pause`);
    await fetch(new URL('/api/session', page.url()), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': hostile('agent').replace('\u202E', ''),
      },
      body: JSON.stringify({ name: 'mira', password: PASSWORD }),
    });
    await page.context().close();
    const ended = () =>
      Promise.all([where.done, where.failed, where.files].map((id) => hasEnded(redis, id)));
    await waitFor(async () => !(await ended()).includes(false), {
      timeoutMs: 30_000,
      what: 'the jobs to end',
    });
    await fillJobs(redis, where);
    await fillWorkers(redis);
    panel.faults.length = 0;
  });
  afterAll(async () => {
    const page = await panel.open('/');
    await send(page, `/api/tasks/${where.active}/cancel`);
    await page.context().close();
    await other.close();
    redis.disconnect();
    await panel.close();
  });

  /** Each address with the texts that stand there; every path of `routes.tsx`, and parameters made of anything. */
  const pages: [route: string, path: () => string, places: string[]][] = [
    ['/', () => '/', []],
    ['/submit', () => `/submit?task=${at(hostile('asked'))}`, ['asked']],
    ['/submit', () => `/submit?task=sleep&from=${where.done}`, []],
    ['/jobs', () => '/jobs', []],
    ['/jobs', () => `/jobs?task=${at(hostile('asked'))}&tag=x&q=${at(hostile('q'))}`, ['asked']],
    ['/jobs/$id', () => `/jobs/${where.done}`, ['field', 'input', 'result']],
    ['/jobs/$id', () => `/jobs/${where.failed}`, ['reason']],
    ['/jobs/$id', () => `/jobs/${where.files}`, ['log', 'file']],
    ['/jobs/$id', () => `/jobs/${where.active}`, ['progress']],
    ['/jobs/$id', () => `/jobs/${at(hostile('asked'))}`, []],
    ['/failures', () => '/failures', ['cause']],
    ['/bulk', () => `/bulk?task=${at(hostile('asked'))}`, []],
    ['/schedules', () => '/schedules', ['schedule']],
    ['/schedules/new', () => '/schedules/new', []],
    ['/schedules/$id', () => `/schedules/${where.schedule}`, ['schedule']],
    ['/queues', () => '/queues', ['foreign-queue']],
    [
      '/queues/$queue',
      () => `/queues/${at(where.foreign)}?state=failed`,
      ['foreign-job', 'foreign-error'],
    ],
    [
      '/queues/$queue',
      () => `/queues/${at(where.foreign)}?job=${at(where.job)}`,
      ['foreign-data', 'foreign-error', 'foreign-log', 'foreign-stack'],
    ],
    ['/queues/$queue', () => `/queues/${at(where.foreign)}?add=1`, []],
    ['/workers', () => '/workers', ['host', 'queue', 'task']],
    ['/containers', () => '/containers', ['service']],
    ['/containers/$id', () => `/containers/${WORKER}`, ['health', 'image', 'mount', 'network']],
    [
      '/networks',
      () => `/networks?from=${at(hostile('service'))}&to=redis`,
      ['service', 'network'],
    ],
    ['/startup', () => '/startup', ['service']],
    ['/timeline', () => '/timeline', ['service']],
    ['/hardening', () => '/hardening', ['service']],
    ['/audit', () => '/audit', ['audit', 'schedule']],
    ['/settings', () => '/settings', ['token', 'agent']],
    ['$', () => `/${at(hostile('asked'))}`, []],
    ['/sign-in', () => `/sign-in?to=${at('//evil.example')}&failed=${at(hostile('code'))}`, []],
  ];

  it('are tried on every page', () => {
    const routes = readFileSync(new URL('../../web/src/routes.tsx', import.meta.url), 'utf8');
    const paths = [...routes.matchAll(/\bpath: '([^']+)'/g)].map(([, path]) => path);
    expect(new Set(pages.map(([route]) => route))).toEqual(new Set(paths));
  });

  it('meet pages that let nothing of their own run', async () => {
    const page = await panel.open('/');
    const answer = await page.goto('/settings');
    const policy = answer?.headers()['content-security-policy'];
    expect(policy).toMatch(/script-src 'self'; style-src 'self';/);
    expect(policy).not.toContain('unsafe');
    await page.context().close();
  });

  describe.each([
    ['light', 1440],
    ['dark', 375],
  ] as const)('%s, %i px', (scheme, width) => {
    let page: Page;
    beforeAll(async () => {
      page = await panel.open('/', { scheme, width });
      await watch(page);
      await settled(page);
      tellEvents(panel.docker);
    });
    afterAll(() => page.context().close());

    it.each(pages)('%s %#: nothing runs, is hidden or breaks out', async (_, path, places) => {
      panel.faults.length = 0;
      await page.goto(path());
      if (!path().startsWith('/sign-in')) await settled(page);
      const missing = async () => {
        const content = await page.content();
        return places.filter((place) => !content.includes(markOf(place)));
      };
      await expect.poll(missing, { timeout: 30_000 }).toEqual([]);
      expect(await trapsOf(page)).toEqual([]);
      expect(await hiddenTexts(page)).toEqual([]);
      expect(await lookFaults(page)).toEqual([]);
      // The browser itself reports every answer that is a refusal.
      const own = panel.faults.filter((fault) => !/status of 40[04]/.test(fault));
      expect(own).toEqual([]);
    });

    it('rows to be submitted: nothing runs in their preview', async () => {
      panel.faults.length = 0;
      await page.goto('/bulk');
      await page.getByLabel('Choose a file').setInputFiles({
        name: hostile('name'),
        mimeType: 'text/csv',
        buffer: Buffer.from(`${hostile('column')},b\n${hostile('cell')},1\n`.replaceAll('"', '')),
      });
      await page.getByText(markOf('cell')).first().waitFor();
      expect(await trapsOf(page)).toEqual([]);
      expect(await hiddenTexts(page)).toEqual([]);
      expect(await lookFaults(page)).toEqual([]);
      expect(panel.faults).toEqual([]);
    });
  });
});
