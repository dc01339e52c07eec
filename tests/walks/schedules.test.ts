import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookFaults, settled } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

const row = (page: Page, name: string) => page.getByRole('listitem', { name, exact: true });

describe.skipIf(!hasChromium)('schedules in a browser', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel();
  });
  afterAll(() => panel.close());

  it('are made in a form that says what they mean, run by the clock, and are shown live', async () => {
    const page = await panel.open('/schedules');
    await page.getByText('Nothing runs by the clock').waitFor();
    await page.getByRole('link', { name: 'New schedule' }).click();
    await page.getByRole('combobox', { name: 'Task' }).selectOption('sleep');
    await page.getByLabel(/^Name/).fill('Heartbeat');
    const next = page.getByRole('list', { name: 'Next runs' });
    await page.getByText('At 09:00, Monday through Friday').waitFor();
    expect(await next.getByRole('listitem').count()).toBe(5);
    await page.getByRole('button', { name: 'Hourly' }).click();
    await page.getByText('Every hour').waitFor();
    await page.getByRole('radio', { name: 'Interval' }).check({ force: true });
    await page.getByLabel(/^Every/).fill('1 s');
    await page.getByLabel(/^Duration/).fill('5');
    await page.getByText('Every second').waitFor();
    await page.getByRole('button', { name: 'Make schedule' }).click();
    await page.waitForURL((url) => url.pathname === '/schedules');
    const heartbeat = row(page, 'Heartbeat');
    await heartbeat.getByText('Every second').waitFor();
    await heartbeat.getByText('completed').waitFor();
    const first = await heartbeat.getByRole('link', { name: /^[0-9a-f]{8}$/ }).textContent();
    await heartbeat
      .getByRole('link', { name: /^[0-9a-f]{8}$/ })
      .filter({ hasNotText: first ?? '' })
      .waitFor();
    await page.context().close();
  });

  it('are paused, run by hand, resumed', async () => {
    const page = await panel.open('/schedules');
    const heartbeat = row(page, 'Heartbeat');
    await heartbeat.getByRole('button', { name: 'Pause Heartbeat' }).click();
    await heartbeat.getByText('paused').waitFor();
    await page.getByText('1 schedule, 1 paused').waitFor();
    await heartbeat.getByRole('button', { name: 'Run now: Heartbeat' }).click();
    await heartbeat.getByText('by hand').waitFor();
    await heartbeat.getByText('completed').waitFor();
    await heartbeat.getByRole('button', { name: 'Resume Heartbeat' }).click();
    await heartbeat.getByText('paused').waitFor({ state: 'detached' });
    await page.getByText('1 schedule, 1 paused').waitFor({ state: 'detached' });
    expect(await heartbeat.getByText('then ').count()).toBe(1);
    await page.context().close();
  });

  it('lead to their jobs, and the jobs back to them', async () => {
    const page = await panel.open('/schedules');
    await row(page, 'Heartbeat')
      .getByRole('link', { name: /^[0-9a-f]{8}$/ })
      .click();
    await page.waitForURL(/\/jobs\//);
    await page.getByRole('link', { name: 'schedule', exact: true }).click();
    await page.waitForURL(/\/schedules\/[0-9a-f-]{36}$/);
    await page.getByRole('heading', { name: 'Heartbeat' }).waitFor();
    expect(await page.getByLabel(/^Name/).inputValue()).toBe('Heartbeat');
    await page.context().close();
  });

  it('say at the field what is wrong with a timing, before anything is sent', async () => {
    const page = await panel.open('/schedules/new');
    const cron = page.getByRole('textbox', { name: 'Cron' });
    await cron.fill('61 * * * *');
    await page.getByText('61 is not in 0-59').waitFor();
    await page.getByRole('button', { name: 'Make schedule' }).click();
    await page.getByText('2 fields need a look: Name').waitFor();
    expect(await cron.getAttribute('aria-invalid')).toBe('true');
    expect(
      await page.getByLabel(/^Name/).evaluate((field) => field === document.activeElement),
    ).toBe(true);
    expect(new URL(page.url()).pathname).toBe('/schedules/new');
    await page.context().close();
  });

  it('are changed, but not over what somebody else changed meanwhile', async () => {
    const [mine, theirs] = [await panel.open('/schedules'), await panel.open('/schedules')];
    for (const page of [mine, theirs]) {
      await row(page, 'Heartbeat').getByRole('link', { name: 'Edit Heartbeat' }).click();
      await page.getByRole('list', { name: 'Next runs' }).waitFor();
    }
    await theirs.getByLabel(/^Name/).fill('Pulse');
    await theirs.getByRole('button', { name: 'Save' }).click();
    await row(theirs, 'Pulse').waitFor();
    await mine.getByLabel(/^Name/).fill('Mine');
    await mine.getByRole('button', { name: 'Save' }).click();
    await mine.getByText('The schedule was changed meanwhile').waitFor();
    expect(await mine.getByLabel(/^Name/).inputValue()).toBe('Mine');
    await Promise.all([mine, theirs].map((page) => page.context().close()));
  });

  it.each([
    [1440, 'light'],
    [375, 'dark'],
  ] as const)('are without faults of accessibility, %i px, %s', async (width, scheme) => {
    for (const path of ['/schedules', '/schedules/new']) {
      const page = await panel.open(path, { width, scheme });
      await page
        .getByText(path === '/schedules' ? 'Every second' : 'At 09:00')
        .first()
        .waitFor();
      await settled(page);
      expect(await lookFaults(page)).toEqual([]);
      await page.context().close();
    }
  });

  it('are deleted after a question', async () => {
    const page = await panel.open('/schedules');
    await row(page, 'Pulse').getByRole('button', { name: 'Delete Pulse' }).click();
    const question = page.getByRole('dialog', { name: 'Delete “Pulse”?' });
    await question.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Nothing runs by the clock').waitFor();
    expect(await row(page, 'Pulse').count()).toBe(0);
    await page.context().close();
  });

  it('log no error meanwhile', () => {
    // The browser itself reports the answers that refuse.
    expect(panel.faults.filter((fault) => !/status of (400|409)/.test(fault))).toEqual([]);
  });
});
