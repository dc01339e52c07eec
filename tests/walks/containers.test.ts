import { makeKeys, type Heartbeat } from '@taskdeck/tasks';
import { Redis } from 'ioredis';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { recorded } from '../fakes/docker-daemon.ts';
import { WORKER } from '../fakes/docker-daemon-events.ts';
import { lookFaults, LOOKS, settled } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

const keys = makeKeys();
/** Labels of a container of the project that belongs to no service. */
const OTHERS = { 'com.docker.compose.project': 'proto' };
const NOBODYS = 'f'.repeat(64);
const Rows = z.array(z.looseObject({ Id: z.string() }));
const rows = Rows.parse(recorded('containers'));
const withoutWorker = rows.filter(({ Id }) => Id !== WORKER);
const unhealthy = rows.map((row) =>
  row.Id === WORKER ? { ...row, Status: 'Up 2 minutes (unhealthy)' } : row,
);
const madeAnew = rows.map((row) => (row.Id === WORKER ? { ...row, Id: NOBODYS } : row));

/** The recorded worker-1 after its last probe failed, which was just now. */
function unhealthyWorker(output: string): unknown {
  const details = z.looseObject({ State: z.looseObject({}) }).parse(recorded('inspect-worker'));
  const Start = new Date(Date.now() - 1_000).toISOString();
  const probe = { Start, End: new Date().toISOString(), ExitCode: 1, Output: output };
  const Health = { Status: 'unhealthy', FailingStreak: 4, Log: [probe] };
  return { ...details, State: { ...details.State, Health } };
}

const usage = (page: Page) => page.getByRole('figure', { name: /Memory: / });

describe.skipIf(!hasChromium)('the pages of containers', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel();
  });
  afterAll(() => panel.close());

  const pages: [name: string, path: string, ready: (page: Page) => Promise<void>][] = [
    [
      'the list',
      '/containers',
      (page) => page.getByRole('region', { name: 'Containers by service' }).waitFor(),
    ],
    [
      'one container',
      `/containers/${WORKER}`,
      (page) => usage(page).locator('canvas').first().waitFor(),
    ],
    [
      'one that does not exist',
      `/containers/${NOBODYS}`,
      (page) => page.getByText('There is no such container').waitFor(),
    ],
  ];
  // The browser itself reports every answer that is a refusal.
  const isTheRefusal = (fault: string) =>
    fault.startsWith(`/containers/${NOBODYS}: Failed to load`) &&
    fault.includes('/trpc/stack.container');

  describe.each(LOOKS)('%s, %i px', (scheme, width) => {
    it.each(pages)('%s is accessible, fits and logs no error', async (_, path, ready) => {
      panel.faults.length = 0;
      const page = await panel.open(path, { scheme, width });
      await ready(page);
      await settled(page);
      expect(await lookFaults(page)).toEqual([]);
      expect(panel.faults.filter((fault) => !isTheRefusal(fault))).toEqual([]);
      await page.context().close();
    });
  });

  it('lead from the list to one container, with what it is made of, and back', async () => {
    const page = await panel.open('/containers');
    await page.getByRole('link', { name: 'worker-1', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: /^worker-1/ }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/containers/${WORKER}`);
    await page.getByRole('heading', { name: '7 of 7 marks of hardening hold' }).waitFor();
    await page.getByText('folder or file of the host, read-only').waitFor();
    await page.getByRole('heading', { name: 'Publishes no port' }).waitFor();
    await page.getByRole('definition').filter({ hasText: 'redis (healthy)' }).waitFor();
    await page.getByRole('link', { name: 'Containers /' }).click();
    await page.getByRole('region', { name: 'Containers by service' }).waitFor();
    await page.context().close();
  });

  it('keep the range of the usage in the address', async () => {
    const page = await panel.open(`/containers/${WORKER}`);
    await usage(page).waitFor();
    await page.getByRole('radio', { name: '24 h' }).check();
    await page.waitForURL(/\?range=24h$/);
    await page.reload();
    expect(await page.getByRole('radio', { name: '24 h' }).isChecked()).toBe(true);
    await page.context().close();
  });

  it('go on with live samples in the shortest range', async () => {
    const page = await panel.open(`/containers/${WORKER}`);
    const newest = usage(page).getByText(/^at \d/);
    const before = await newest.textContent();
    await page.waitForFunction(
      ([selector, text]) => document.querySelector(selector ?? '')?.textContent !== text,
      ['.lane-at', before],
    );
    expect(await newest.textContent()).toMatch(/^at \d\d:\d\d:\d\d$/);
    await page.context().close();
  });

  it('show at once that one is unhealthy, and what its probe wrote, as text', async () => {
    const list = await panel.open('/containers');
    await list.getByRole('region', { name: 'worker' }).waitFor();
    const page = await panel.open(`/containers/${WORKER}`);
    await usage(page).waitFor();
    panel.docker.setDetails(unhealthyWorker('<b id="mine">ECONNREFUSED</b>\u0007'));
    panel.docker.containers = unhealthy;
    const words = 'unhealthy: 4 probes failed in a row';
    await list.getByText(words).waitFor();
    await page.getByText(words).waitFor();
    await list.context().close();
    await page.reload();
    await page.getByText('failed, exit 1').first().waitFor();
    await page.getByText('<b id="mine">ECONNREFUSED</b>').first().waitFor();
    expect(await page.locator('#mine').count()).toBe(0);
    expect(await lookFaults(page)).toEqual([]);
    panel.docker.setDetails(recorded('inspect-worker'));
    panel.docker.containers = recorded('containers');
    await page.getByText(words).waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('show the jobs of the worker that is in one', async () => {
    const redis = new Redis(panel.redis.url);
    const now = new Date().toISOString();
    const id = '01a205aa-8db4-7523-8382-4627e56a2cf7';
    const beat: Heartbeat = {
      id,
      host: 'inside',
      containerId: WORKER,
      pid: 1,
      version: '0.1.0',
      queues: [{ name: 'default', concurrency: 4 }],
      concurrency: 4,
      state: 'running',
      running: [{ id: NOBODYS.slice(0, 36), task: 'monte-carlo', queue: 'default', since: now }],
      completed: 0,
      failed: 0,
      memoryBytes: 1,
      cpuPercent: 0,
      eventLoopLagMs: 0,
      startedAt: now,
      lastSeenAt: now,
    };
    await redis.set(keys.worker(id), JSON.stringify(beat), 'PX', 3_600_000);
    await redis.zadd(keys.workers, Date.now(), id);
    const page = await panel.open('/containers');
    const worker = page.getByRole('region', { name: 'worker', exact: true });
    await worker.getByText('of 4 slots').waitFor();
    await worker.getByRole('link', { name: 'worker-1' }).click();
    const slots = page.getByRole('region', { name: '1 of 4 slots taken' });
    const job = slots.getByRole('link', { name: /^monte-carlo/ });
    expect(await job.getAttribute('href')).toBe(`/jobs/${NOBODYS.slice(0, 36)}`);
    await redis.del(keys.worker(id));
    redis.disconnect();
    await slots.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('take names of strangers as text, however long', async () => {
    const hostile = `<img id="mine" src="x">${'x'.repeat(500)}`;
    panel.docker.containers = rows.map((row) =>
      row.Id === WORKER ? { ...row, Names: [`/${hostile}`], Image: hostile, Labels: OTHERS } : row,
    );
    const page = await panel.open('/containers', { width: 375 });
    const link = page.getByRole('link', { name: '<img id="mine" src="x">' });
    await link.waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await link.click();
    await usage(page).waitFor();
    expect(await page.locator('#mine').count()).toBe(0);
    expect(await lookFaults(page)).toEqual([]);
    panel.docker.containers = recorded('containers');
    await page.context().close();
  });

  it('read the day of health out cell by cell with the arrow keys', async () => {
    const page = await panel.open(`/containers/${WORKER}`);
    const slider = page.getByRole('slider', { name: 'Health of 24 h' });
    await slider.focus();
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^Health of 24 h, in spans/);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await slider.getAttribute('aria-valuetext')).toMatch(
      /^(\d+ \w+ )?\d\d:\d\d to (\d+ \w+ )?\d\d:\d\d: not known$/,
    );
    await page.getByText(/^No probe of this time is kept/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText(/^No probe of this time is kept/).waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('say that one was removed while it was looked at, and lead to what was made in its place', async () => {
    const page = await panel.open(`/containers/${WORKER}`);
    await page.getByRole('heading', { level: 1, name: /^worker-1/ }).waitFor();
    panel.docker.containers = withoutWorker;
    await page.getByText('This container was removed').waitFor();
    expect(await page.getByRole('heading', { name: 'What happened to it' }).isVisible()).toBe(true);
    panel.docker.containers = madeAnew;
    await page.getByRole('link', { name: 'To the new one' }).click();
    await page.waitForURL(`**/containers/${NOBODYS}`);
    await page.getByRole('heading', { level: 1, name: /^worker-1/ }).waitFor();
    panel.docker.containers = recorded('containers');
    await page.getByText('This container was removed').waitFor();
    await page.context().close();
  });

  it('keep what was seen last when Docker goes away, with its time', async () => {
    const page = await panel.open(`/containers/${WORKER}`);
    await page.getByRole('heading', { level: 1, name: /^worker-1/ }).waitFor();
    await panel.docker.down();
    await page.getByText('Docker does not answer.').waitFor();
    await page.getByText(/Shown is what was seen at \d\d:\d\d:\d\d\./).waitFor();
    expect(await page.getByRole('heading', { name: /marks of hardening hold$/ }).isVisible()).toBe(
      true,
    );
    await panel.docker.up();
    await page.getByText('Docker does not answer.').waitFor({ state: 'detached' });
    await page.context().close();
  });
});
