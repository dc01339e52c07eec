import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { lookFaults } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

const SCRIPTS = {
  talk: 'i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo "block $i of 400"; sleep 0.05; done',
  // More than are kept, and no faster than they are taken.
  flood: 'seq 1 700; sleep 1.5; seq 701 1400',
  // Deaf for two seconds, then gone.
  stubborn: "trap '' INT; echo deaf; sleep 4",
};
const run = (program: keyof typeof SCRIPTS) => ({ task: 'run-program', input: { program } });
const log = (page: Page) => page.getByRole('log', { name: 'Log lines' });
/** Of the job, as its facts say. */
const state = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Facts' }).getByText(name, { exact: true });

describe.skipIf(!hasChromium)('the page of a job', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel(SCRIPTS);
  });
  afterAll(() => panel.close());

  it('shows the log live, follows its end until one scrolls up, and finds words in it', async () => {
    const page = await panel.open(`/jobs/${await panel.submit(run('talk'))}`);
    const end = () =>
      log(page).evaluate((list) => list.scrollHeight - list.clientHeight - list.scrollTop);
    await log(page).getByText('block 40 of 400').waitFor();
    await waitFor(async () => (await end()) < 2, { what: 'the log to be at its end' });
    await log(page).hover();
    await page.mouse.wheel(0, -300);
    const follow = page.getByRole('button', { name: 'Follow' });
    await waitFor(async () => (await follow.getAttribute('aria-pressed')) === 'false');
    expect(await end()).toBeGreaterThan(100);
    await follow.click();
    await waitFor(async () => (await end()) < 2, { what: 'the log to be at its end again' });
    await page.getByLabel('Find in the log').fill('BLOCK 7 OF');
    await page.getByText(/^1 of [\d,]+ lines$/).waitFor();
    await log(page).locator('mark').getByText('block 7 of').waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).first().click();
    await state(page, 'cancelled').waitFor();
    await page.context().close();
  });

  it('keeps only lines in view in the page, says which are gone, and lets them be downloaded', async () => {
    const page = await panel.open(`/jobs/${await panel.submit(run('flood'))}`, { width: 375 });
    await state(page, 'completed').waitFor();
    await page.getByText(/^The first (line is|[\d,]+ lines are) not kept any more/).waitFor();
    await log(page).getByText(/^\d+$/).first().waitFor();
    expect(await log(page).locator('.log-line').count()).toBeLessThan(100);
    expect(await lookFaults(page)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toMatch(/ 1400\n$/);
    await page.context().close();
  });

  it('shows a cancel requested, seen and stopped', async () => {
    const page = await panel.open(`/jobs/${await panel.submit(run('stubborn'))}`);
    await log(page).getByText('deaf', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).first().click();
    await page.getByText('Cancel requested by admin').waitFor();
    await page.getByText(/^Its worker saw the request/).waitFor();
    await state(page, 'cancelled').waitFor();
    await page.getByText(/^Its code stopped .* after the request$/).waitFor();
    const picture = page.getByRole('img', { name: /^Timeline: / });
    expect(await picture.getAttribute('aria-label')).toMatch(
      /cancel requested .* by admin · acknowledged \+.* · stopped \+/,
    );
    await page.context().close();
  });

  it('runs a delayed job now, after its priority was changed', async () => {
    const id = await panel.submit({
      task: 'sleep',
      input: { durationMs: 1, steps: 1 },
      options: { delayMs: 3_600_000, tags: ['eod'] },
    });
    const page = await panel.open(`/jobs/${id}`, { width: 375 });
    // All its buttons, in one part of the page for the phone and in another for the rest.
    await page.getByRole('button', { name: 'Run now' }).filter({ visible: true }).waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await page
      .getByRole('combobox', { name: 'Priority' })
      .filter({ visible: true })
      .selectOption('high');
    await page.getByRole('img', { name: 'high priority' }).waitFor();
    await page.getByRole('button', { name: 'Run now' }).filter({ visible: true }).click();
    await state(page, 'completed').waitFor();
    await page.getByRole('link', { name: 'eod' }).click();
    await page.waitForURL('/jobs?tag=eod');
    const listed = page.locator('.jobs tbody tr');
    await listed.first().waitFor();
    expect(await listed.count()).toBe(1);
    await page.context().close();
  });

  it('logs no error meanwhile', () => {
    expect(panel.faults).toEqual([]);
  });
});
