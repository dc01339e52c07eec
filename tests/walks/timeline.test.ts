import { ACCESS_PROBES, SWARM_PROBES } from '@taskdeck/server/docker/access-check';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OOM, WORKER } from '../fakes/docker-daemon-events.ts';
import { lookFaults, LOOKS, settled } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

const Answer = z.looseObject({
  result: z.looseObject({
    data: z.looseObject({ attempts: z.array(z.record(z.string(), z.unknown())) }),
  }),
});
const PROBES = ACCESS_PROBES.length + SWARM_PROBES.length;
const TOO_MUCH = 'was out of memory: the kernel killed a process in it';

describe.skipIf(!hasChromium)('the timeline', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel();
  });
  afterAll(() => panel.close());

  /** The recorded worker-1 runs out of memory and dies, now. */
  const runOutOfMemory = () => {
    const now = Date.now();
    panel.docker.events.tell(
      ...OOM.map((event, i) => ({
        ...event,
        time: Math.floor(now / 1_000),
        timeNano: (now + i) * 1_000_000,
      })),
    );
  };
  const event = (page: Page, words: string) =>
    page.getByRole('listitem').filter({ hasText: words });

  it('counts what happens while it is read, and shows it when asked', async () => {
    const page = await panel.open('/timeline');
    await event(page, 'Watching began').waitFor();
    await settled(page);
    const shown = () => event(page, TOO_MUCH).count();
    const news = page.getByRole('button', { name: /^\d+ new events? · show/ });
    // What is told while a page that went live asks once more is in its list, and no news.
    let before = 0;
    const isNews = async () => {
      before = await shown();
      runOutOfMemory();
      return news.isVisible();
    };
    await waitFor(isNews, { intervalMs: 1_000, timeoutMs: 20_000, what: 'events to be counted' });
    expect(await shown()).toBe(before);
    await news.click();
    await news.waitFor({ state: 'detached' });
    await event(page, TOO_MUCH).first().waitFor();
    await event(page, 'ended with exit 137: killed').first().waitFor();
    await page.context().close();
  });

  it.each(LOOKS)('%s, %i px, is accessible, fits and logs no error', async (scheme, width) => {
    panel.faults.length = 0;
    const page = await panel.open('/timeline', { scheme, width });
    await event(page, TOO_MUCH).first().waitFor();
    await settled(page);
    expect(await lookFaults(page)).toEqual([]);
    expect(panel.faults).toEqual([]);
    await page.context().close();
  });

  it('is narrowed by service, container and time; the address keeps it', async () => {
    const page = await panel.open('/timeline');
    await event(page, TOO_MUCH).first().waitFor();
    await page.getByLabel('Service').selectOption('redis');
    await page.waitForURL('/timeline?service=redis');
    await event(page, TOO_MUCH).first().waitFor({ state: 'detached' });
    await page.getByLabel('Service').selectOption('worker');
    await page.getByLabel('Container').selectOption('worker-1');
    await page.getByLabel('Time', { exact: true }).selectOption('1h');
    await event(page, TOO_MUCH).first().waitFor();
    const { searchParams } = new URL(page.url());
    expect(Object.fromEntries(searchParams)).toEqual({
      service: 'worker',
      container: WORKER,
      since: '1h',
    });
    await page.goto('/timeline?service=nobody&from=2020-01-01&to=2020-01-02');
    await page.getByText('Nothing happened there, or then').waitFor();
    await page.getByRole('button', { name: 'Remove the filter by time' }).click();
    await page.waitForURL('/timeline?service=nobody');
    await page.context().close();
  });

  it('leads to the container, and below the list of containers what happens comes by itself', async () => {
    const page = await panel.open('/timeline');
    await event(page, TOO_MUCH).first().getByRole('link', { name: 'worker-1' }).click();
    await page.waitForURL(`/containers/${WORKER}`);
    await page.goto('/containers');
    const latest = page.getByRole('region', { name: 'Latest events' });
    await latest.getByText(TOO_MUCH).first().waitFor();
    // Not how many: the list is short, and what comes pushes others out.
    const newest = latest.getByRole('listitem').filter({ hasText: TOO_MUCH }).first();
    const at = () => newest.locator('time').getAttribute('datetime');
    const before = await at();
    runOutOfMemory();
    await expect.poll(at, { timeout: 30_000 }).not.toBe(before);
    await page.context().close();
  });

  it('is on the axis of the job whose container it ended, and in its story', async () => {
    const id = await panel.submit({ task: 'sleep', input: { durationMs: 1, steps: 1 } });
    const page = await panel.open('/jobs');
    const at = new Date().toISOString();
    // The workers of these tests run in no container: what the server tells of the attempt is changed on its way.
    await page.route(/\/trpc\/tasks\.get/, async (route) => {
      const response = await route.fetch();
      const answer = Answer.parse(await response.json());
      const [attempt] = answer.result.data.attempts;
      const place = { containerId: WORKER, containerEnd: { at, kind: 'oom', exitCode: 137 } };
      const container = { id: WORKER, name: 'proto-worker-1', service: 'worker' };
      Object.assign(attempt ?? {}, place, { container, outcome: 'lost', endedAt: at });
      await route.fulfill({ response, json: answer });
    });
    await page.goto(`/jobs/${id}`);
    const words = 'worker-1 was out of memory, exit 137; attempt 1 ended with it';
    await page.getByRole('img', { name: words }).waitFor();
    await page.getByRole('region', { name: 'What happened' }).getByText(words).waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'container timeline' }).click();
    await page.waitForURL(/\/timeline\?.*container=/);
    await event(page, TOO_MUCH).first().waitFor();
    await page.context().close();
  });

  it('marks the time in which nobody watched', async () => {
    const page = await panel.open('/timeline');
    await event(page, 'Watching began').waitFor();
    await panel.docker.down();
    await page.getByText('Docker does not answer.').waitFor();
    panel.docker.events.ring = [];
    await panel.docker.up();
    await page.getByText('Docker does not answer.').waitFor({ state: 'detached' });
    const news = page.getByRole('button', { name: /^\d+ new events? · show/ });
    await news.waitFor();
    await news.click();
    await event(page, 'Nobody watched for').first().waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('proves that Docker can’t be written to, request by request', async () => {
    const page = await panel.open('/containers');
    await page.getByText('Read only, proven').waitFor();
    await page.getByText(`${PROBES} of ${PROBES} refused`).waitFor();
    await page.getByRole('button', { name: 'every request' }).click();
    const dialog = page.getByRole('dialog', { name: 'What the way to Docker refuses' });
    await dialog.getByText('POST /containers/create').waitFor();
    expect(await dialog.getByText('refused, 403').count()).toBe(PROBES);
    expect(await lookFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Check again' }).click();
    await dialog.getByRole('button', { name: 'Check again' }).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.context().close();
  });

  it('says loudly that something can be written, and what, before all else', async () => {
    const page = await panel.open('/jobs');
    // No gate of ours lets it happen: the answer is changed on its way.
    await page.route('**/trpc/stack.access*', async (route) => {
      const response = await route.fetch();
      const body = (await response.text())
        .replace('"verdict":"proven"', '"verdict":"open"')
        .replace('"refused":true', '"refused":false')
        .replace('"status":403', '"status":201');
      await route.fulfill({ response, body });
    });
    await page.goto('/containers');
    const alarm = page.getByRole('alert').filter({ hasText: 'Docker access' });
    await alarm.getByText('Not read only: 1 request that must be refused got through').waitFor();
    await alarm.getByText(`${PROBES - 1} of ${PROBES} refused`).waitFor();
    await alarm.getByRole('button', { name: 'every request' }).click();
    // Below the heads of the columns.
    const first = page.getByRole('dialog').getByRole('row').nth(1);
    expect(await first.textContent()).toMatch(/^let through, 201/);
    await page.context().close();
  });
});
