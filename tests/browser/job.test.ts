import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { lookFaults } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

/** `go`: the file for which the flood waits. */
const scripts = (go: string) => ({
  // Until it is cancelled: how long a page takes to be there must not matter.
  talk: 'i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo "block $i of 400"; sleep 0.05; done; sleep 600',
  // More than are kept, in two parts: a worker that is behind drops what it can't hold.
  flood: `seq 1 700; until [ -e ${go} ]; do sleep 0.1; done; seq 701 1400`,
  // Deaf for two seconds, then gone.
  stubborn: "trap 'sleep 2; exit' INT; echo deaf; while :; do sleep 0.1; done",
});
const run = (program: keyof ReturnType<typeof scripts>) => ({
  task: 'run-program',
  input: { program },
});
const log = (page: Page) => page.getByRole('log', { name: 'Log lines' });
/** Of the job, as its facts say. */
const state = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Facts' }).getByText(name, { exact: true });

describe.skipIf(!hasChromium)('the page of a job', () => {
  let panel: Panel;
  let folder: string;
  const go = () => join(folder, 'go');
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'taskdeck-flood-'));
    panel = await startPanel(scripts(go()));
  });
  afterAll(async () => {
    await panel.close();
    await rm(folder, { recursive: true });
  });

  it('shows the log live, follows its end until one scrolls up, and finds words in it', async () => {
    const page = await panel.open(`/jobs/${await panel.submit(run('talk'))}`);
    const end = () =>
      log(page).evaluate((list) => list.scrollHeight - list.clientHeight - list.scrollTop);
    // Not for one line: only those in view are in the page, and the log goes on.
    const isLong = () => log(page).evaluate((list) => list.scrollHeight - list.clientHeight > 400);
    await waitFor(isLong, { timeoutMs: 30_000, what: 'the log to be long enough to be scrolled' });
    await waitFor(async () => (await end()) < 2, { what: 'the log to be at its end' });
    await log(page).hover();
    const follow = page.getByRole('button', { name: 'Follow' });
    // As a reader does: a line that comes in the same moment takes one turn of the wheel back.
    await waitFor(async () => {
      await page.mouse.wheel(0, -300);
      return (await follow.getAttribute('aria-pressed')) === 'false';
    });
    await waitFor(async () => (await end()) > 100, { what: 'the log to be scrolled up' });
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
    await log(page).getByText('700', { exact: true }).waitFor();
    await writeFile(go(), '');
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
