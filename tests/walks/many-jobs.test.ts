import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookFaults, settled } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

const failing = (more: object = {}) => ({
  task: 'sleep',
  input: { durationMs: 1, steps: 1, failureRate: 1 },
  options: { attempts: 1, ...more },
});
const later = {
  task: 'sleep',
  input: { durationMs: 1, steps: 1 },
  options: { delayMs: 3_600_000 },
};

const rows = (page: Page) => page.locator('tbody tr');
const boxes = (page: Page) => page.locator('tbody').getByRole('checkbox');
const bar = (page: Page) => page.getByRole('region', { name: 'Selected jobs' });
const toasts = (page: Page) => page.getByRole('region', { name: 'Actions' });

describe.skipIf(!hasChromium)('many jobs at once', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel({ broken: 'echo no such host >&2; exit 3', fixed: 'echo fine' });
  });
  afterAll(() => panel.close());

  it('are chosen with mouse and keyboard, and given up with Escape', async () => {
    await panel.submitMany(6, later);
    const page = await panel.open('/jobs?state=delayed');
    await boxes(page).nth(1).click();
    await bar(page).getByText('1 selected').waitFor();
    await boxes(page)
      .nth(3)
      .click({ modifiers: ['Shift'] });
    await bar(page).getByText('3 selected').waitFor();
    await page.keyboard.press('Shift+ArrowDown');
    await bar(page).getByText('4 selected').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Space');
    await bar(page).getByText('3 selected').waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await bar(page).waitFor({ state: 'detached' });
    await page.getByRole('checkbox', { name: 'Select all listed jobs' }).click();
    await bar(page).getByText('6 selected').waitFor();
    await bar(page).getByRole('combobox', { name: 'Priority' }).selectOption('low');
    await toasts(page).getByText('Moved 6 jobs to low priority').waitFor();
    await bar(page).waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('run now, all that match, on a phone', async () => {
    const page = await panel.open('/jobs?state=delayed', { width: 375 });
    await boxes(page).first().click();
    await bar(page).getByRole('button', { name: 'Select all 6 that match' }).click();
    await bar(page).getByText('All 6 that match').waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await bar(page).getByRole('button', { name: 'Run now' }).click();
    await toasts(page).getByText('Started 6 jobs').waitFor();
    await page.getByText('No delayed job').waitFor();
    // A success leaves by itself.
    await toasts(page).waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('are refused with their reasons', async () => {
    const page = await panel.open('/jobs?state=completed');
    // What still runs would be cancelled below.
    const ended = async () => {
      await page.reload();
      await rows(page).first().waitFor();
      return rows(page).count();
    };
    await expect.poll(ended, { timeout: 30_000 }).toBe(6);
    await page.getByRole('checkbox', { name: 'Select all listed jobs' }).click();
    await panel.submit(later);
    await page.goto('/jobs');
    await page.getByRole('checkbox', { name: 'Select all listed jobs' }).click();
    await bar(page).getByText('7 selected').waitFor();
    await bar(page).getByRole('button', { name: 'Cancel' }).click();
    await toasts(page).getByText('Cancelled 1 job').waitFor();
    await toasts(page).getByText('6 jobs refused').click();
    await toasts(page)
      .getByText(/^6 × The job has already ended/)
      .waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await toasts(page).getByRole('button', { name: 'Close' }).click();
    await toasts(page).waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('are found by their tag, and removed by who types how many they are', async () => {
    await panel.submitMany(3, failing({ tags: ['gone'] }));
    const page = await panel.open('/jobs');
    await page.getByRole('searchbox').fill('tag:gone');
    await page.keyboard.press('Enter');
    await page.waitForURL('/jobs?tag=gone');
    await page.getByRole('button', { name: 'Remove the filter tag:gone' }).waitFor();
    await rows(page).nth(2).waitFor();
    expect(await rows(page).count()).toBe(3);
    await page.getByRole('checkbox', { name: 'Select all listed jobs' }).click();
    await bar(page).getByRole('button', { name: 'Remove' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove 3 jobs?' });
    const remove = dialog.getByRole('button', { name: 'Remove 3 jobs' });
    await dialog.getByLabel('Type 3 to remove them').fill('2');
    expect(await remove.isDisabled()).toBe(true);
    expect(await lookFaults(page)).toEqual([]);
    await dialog.getByLabel('Type 3 to remove them').fill('3');
    await remove.click();
    await toasts(page).getByText('Removed 3 jobs').waitFor();
    await page.getByText('No job tagged gone').waitFor();
    await page.context().close();
  });

  it('that failed are one line for each cause, which leads to them and queues them again', async () => {
    await panel.submitMany(3, failing());
    await panel.submit({
      task: 'run-program',
      input: { program: 'broken' },
      options: { attempts: 1 },
    });
    const page = await panel.open('/failures');
    await page.getByRole('heading', { name: '4 jobs failed for 2 reasons' }).waitFor();
    const groups = page.getByRole('main').getByRole('listitem');
    await settled(page);
    expect(await lookFaults(page)).toEqual([]);
    expect(await groups.first().textContent()).toMatch(
      /^3 ×Failed on purpose in step … of … \(failureRate …\) in sleep (at|since) \d\d:\d\d/,
    );
    await groups
      .first()
      .getByRole('link', { name: /Failed on purpose/ })
      .click();
    await page.waitForURL(/\/jobs\?state=failed&fingerprint=/);
    await rows(page).nth(2).waitFor();
    expect(await rows(page).count()).toBe(3);
    await page.goBack();
    await groups.first().getByRole('button', { name: 'Requeue all' }).click();
    await toasts(page).getByText('Queued 3 jobs again').waitFor();
    await page.context().close();
  });

  it('that failed are sent again edited, and the old one is removed if one likes', async () => {
    const page = await panel.open('/failures', { width: 375 });
    const group = page.getByRole('listitem').filter({ hasText: 'in run-program' });
    await group.getByRole('link', { name: 'Edit' }).click();
    const program = page.getByLabel(/^Program/);
    await program.waitFor();
    expect(await program.inputValue()).toBe('broken');
    await program.fill('fixed');
    await page.getByRole('button', { name: /^Submit/ }).click();
    await page.getByText(/which still stands among the failures/).waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove the old one' }).click();
    await page.getByText(/which still stands among the failures/).waitFor({ state: 'detached' });
    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: 'Failures' })
      .filter({ visible: true })
      .click();
    await page.getByText('in run-program').waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('are cancelled, all that match, though those that are listed have ended', async () => {
    const tags = ['deep'];
    await panel.submit({ ...later, options: { ...later.options, tags } });
    const quick = { task: 'sleep', input: { durationMs: 1, steps: 1 }, options: { tags } };
    await panel.submitMany(200, quick);
    const page = await panel.open('/jobs?tag=deep');
    await rows(page).first().waitFor();
    await expect
      .poll(() => rows(page).filter({ hasNotText: 'completed' }).count(), { timeout: 30_000 })
      .toBe(0);
    await boxes(page).first().click();
    await bar(page).getByRole('button', { name: 'Select all 201 that match' }).click();
    await bar(page).getByRole('button', { name: 'Cancel' }).click();
    await toasts(page).getByText('Cancelled 1 job').waitFor();
    await page.context().close();
  });

  it('are counted as far as one looks, and left alone from Stop on', async () => {
    // The server looks at 10,000 jobs to count them, and acts on 200 at a time.
    await panel.submitMany(12_000, { ...later, options: { ...later.options, tags: ['many'] } });
    const page = await panel.open('/jobs?tag=many');
    await boxes(page).first().click();
    await bar(page).getByRole('button', { name: 'Select all at least 10,000 that match' }).click();
    await bar(page).getByText('All at least 10,000 that match').waitFor();
    await bar(page).getByRole('button', { name: 'Remove' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove at least 10,000 jobs?' });
    await dialog.getByRole('button', { name: 'Keep them' }).click();
    await bar(page).getByRole('button', { name: 'Cancel' }).click();
    await toasts(page).getByText('Cancelling 12,000 jobs').waitFor();
    await toasts(page).getByRole('button', { name: 'Stop' }).click();
    const stopped = toasts(page).getByText(/^Stopped after [\d,]+ of 12,000 jobs$/);
    await stopped.waitFor();
    expect(await stopped.textContent()).not.toContain('12,000 of 12,000');
    expect(await lookFaults(page)).toEqual([]);
    // A stop is told until it is closed; what was not come to is still to be had.
    await toasts(page).getByRole('button', { name: 'Close' }).click();
    await toasts(page).getByRole('listitem').waitFor({ state: 'detached' });
    await page.goto('/jobs?tag=many&state=delayed');
    await rows(page).first().waitFor();
    await page.context().close();
  });

  it('logs no error meanwhile', () => {
    expect(panel.faults).toEqual([]);
  });
});
