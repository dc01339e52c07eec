import { makeKeys } from '@taskdeck/tasks';
import { Redis } from 'ioredis';
import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { lookFaults, settled } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

const JOB = /\/jobs\/[0-9a-f-]{36}$/;
const quick = { task: 'sleep', input: { durationMs: 1, steps: 1 } };

describe.skipIf(!hasChromium)('an open page', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel({ leave: 'echo here > left.txt' });
  });
  afterAll(() => panel.close());

  /** How many jobs are dead letters. */
  async function failedJobs(): Promise<number> {
    const redis = new Redis(panel.redis.url);
    const count = await redis.zcard(makeKeys().deadLetters);
    redis.disconnect();
    return count;
  }

  it('says that Docker does not answer, while everything else works, and when it is back', async () => {
    const page = await panel.open('/containers');
    await page.getByText('worker-1').first().waitFor();
    await panel.docker.down();
    const note = page.getByText('Docker does not answer.');
    await note.waitFor();
    expect(await lookFaults(page)).toEqual([]);
    const job = await panel.open(`/jobs/${await panel.submit(quick)}`);
    await job.getByText('completed', { exact: true }).first().waitFor();
    await panel.docker.up();
    await note.waitFor({ state: 'detached' });
    await page.getByText('worker-1').first().waitFor();
    await Promise.all([page, job].map((open) => open.context().close()));
  });

  it('loads itself anew when a part of it got lost on the way', async () => {
    const page = await panel.open('/');
    let lost = 0;
    await page.route(/\/assets\/queues-[^/]+\.js$/, (route) => {
      lost += 1;
      return lost === 1 ? route.abort() : route.continue();
    });
    await page.goto(new URL('/queues', page.url()).href);
    await page.getByRole('heading', { name: 'Queues' }).waitFor();
    expect(lost).toBe(2);
    await page.context().close();
  });

  it('says that the files of a job could not be listed, and lists them when asked again', async () => {
    const page = await panel.open('/jobs');
    const files = (url: URL) => url.pathname.endsWith('/artifacts');
    await page.route(files, (route) => route.fulfill({ status: 500, body: 'no JSON' }));
    await page.goto(
      `/jobs/${await panel.submit({ task: 'run-program', input: { program: 'leave' } })}`,
    );
    const panelOfFiles = page.getByRole('region', { name: 'Files' });
    await panelOfFiles.getByRole('alert').waitFor();
    await page.unroute(files);
    await panelOfFiles.getByRole('button', { name: 'Try again' }).click();
    await panelOfFiles.getByRole('link', { name: 'left.txt' }).waitFor();
    expect(await panelOfFiles.getByRole('alert').count()).toBe(0);
    await page.context().close();
  });

  it('says that Redis is away, keeps what was typed, and goes on by itself', async () => {
    const page = await panel.open('/submit?task=sleep');
    const duration = page.getByLabel(/^Duration/);
    await duration.fill('7');
    await panel.redis.kill();
    const banner = page.getByText(/^Redis is away\. Nothing can be submitted; figures are from \d/);
    await banner.waitFor();
    await page.keyboard.press('Control+Enter');
    const error = page.getByRole('alert').filter({ hasText: 'What you typed is kept.' });
    await error.waitFor();
    expect(await error.textContent()).toContain('REDIS_UNAVAILABLE');
    expect(await duration.inputValue()).toBe('7');
    expect(await lookFaults(page)).toEqual([]);
    await panel.redis.restart();
    await banner.waitFor({ state: 'detached' });
    // Each connection of the server finds Redis again by itself.
    await waitFor(() => panel.submit(quick), { timeoutMs: 30_000, what: 'a job to be taken' });
    await page.getByRole('button', { name: /^Submit/ }).click();
    await page.waitForURL(JOB);
    await page.getByText('completed', { exact: true }).first().waitFor();
    await page.context().close();
  });

  it('says that it is offline when the server is gone, and is live again after its restart', async () => {
    const page = await panel.open('/jobs');
    const connection = (words: string) => page.getByRole('status').filter({ hasText: words });
    await connection('Live').waitFor();
    await panel.killServer();
    await connection('Offline').waitFor();
    await page.getByText(/^Offline since \d/).waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await panel.restartServer();
    await connection('Live').waitFor();
    // Not only the words: what happens now is heard. A job that came before the list was fetched anew is in it, and no news.
    const news = page.getByRole('button', { name: /new job/ });
    await waitFor(async () => (await panel.submit(quick)) && news.isVisible(), {
      intervalMs: 500,
      timeoutMs: 20_000,
      what: 'a job to be announced',
    });
    await page.context().close();
  });

  it.each([
    ['the stream began', '**/trpc/live*'],
    ['its first answer was there', '**/trpc/tasks.get*'],
  ])('shows of a job what changed before %s', async (_, held) => {
    const id = await panel.submit({ ...quick, options: { delayMs: 3_600_000 } });
    const [page, other] = [await panel.open('/workers'), await panel.open(`/jobs/${id}`)];
    const state = (tab: Page, name: string) =>
      tab.getByRole('region', { name: 'Facts' }).getByText(name, { exact: true });
    await state(other, 'delayed').waitFor();
    await settled(other);
    let letGo = () => {};
    const late = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const hold = async (route: Route) => {
      if (held.includes('live')) return late.then(() => route.continue());
      const response = await route.fetch();
      await late;
      return route.fulfill({ response });
    };
    await page.route(held, hold, { times: 1 });
    await page.goto(`/jobs/${id}`);
    if (held.includes('live')) await state(page, 'delayed').waitFor();
    else await page.getByText('Live', { exact: true }).first().waitFor({ state: 'attached' });
    const headers = { origin: new URL(page.url()).origin };
    expect((await page.request.post(`/api/tasks/${id}/cancel`, { headers })).ok()).toBe(true);
    await state(other, 'cancelled').waitFor();
    letGo();
    await state(page, 'cancelled').waitFor();
    await Promise.all([page, other].map((open) => open.context().close()));
  });

  it('asks for the failures that it did not hear of while it was offline', async () => {
    const page = await panel.open('/');
    const failures = page.getByRole('region', { name: 'Failures by cause' });
    await failures.getByText('No failed jobs').waitFor();
    await panel.submit({
      task: 'sleep',
      input: { durationMs: 2_000, steps: 1, failureRate: 1 },
      options: { attempts: 1 },
    });
    await panel.killServer();
    await expect.poll(failedJobs, { timeout: 30_000 }).toBe(1);
    await panel.restartServer();
    await failures.getByRole('link', { name: 'all 1' }).waitFor();
    await page.context().close();
  });

  it('keeps what it shows, dated, when it could not be refreshed, and asks again', async () => {
    const failing = {
      task: 'sleep',
      input: { durationMs: 1, steps: 1, failureRate: 1 },
      options: { attempts: 1 },
    };
    await panel.submit(failing);
    await expect.poll(failedJobs, { timeout: 30_000 }).toBe(2);
    const page = await panel.open('/?range=15m');
    const part = (name: string) => page.getByRole('region', { name });
    const [history, failures] = [part('Queue over time'), part('Failures by cause')];
    await history.locator('canvas').first().waitFor();
    const all = failures.getByRole('link', { name: /^all \d+/ });
    const before = await all.innerText();
    const asked = (url: URL) => /^\/trpc\/(history|deadLetters)$/.test(url.pathname);
    const app = { code: 'INTERNAL', message: 'It broke', requestId: 'req-7' };
    await page.route(asked, (route) =>
      route.fulfill({
        status: 500,
        json: { error: { message: app.message, code: -32603, data: { app } } },
      }),
    );
    await panel.submit(failing);
    for (const stale of [history, failures]) {
      const note = stale.getByText(/^Could not be refreshed: The server made a mistake\. Shown as/);
      await note.waitFor();
      await stale.getByText('req-7').waitFor();
      expect(await stale.getByRole('alert').count()).toBe(0);
    }
    expect(await history.locator('canvas').count()).toBeGreaterThan(0);
    expect(await all.innerText()).toBe(before);
    expect(await lookFaults(page)).toEqual([]);
    await page.unroute(asked);
    // The history is asked for again by itself, with the next figures.
    await failures.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => all.innerText(), { timeout: 30_000 }).not.toBe(before);
    await page.getByText('Could not be refreshed').waitFor({ state: 'detached' });
    await page.context().close();
  });
});
