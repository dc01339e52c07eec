import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookFaults } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

const JOB = /\/jobs\/[0-9a-f-]{36}$/;
const submitButton = (page: Page) => page.getByRole('button', { name: /^Submit/ });
/** The heading's facts say the state; lists and the story say it elsewhere too. */
const state = (page: Page, name: string) => page.getByRole('main').getByText(name, { exact: true });

/** Of the queue of pricing jobs. */
async function changeQueue(page: Page, change: 'pause' | 'resume'): Promise<void> {
  const headers = { origin: new URL(page.url()).origin };
  const answer = await page.request.post(`/api/queues/heavy/${change}`, { headers });
  expect(answer.ok()).toBe(true);
}

describe.skipIf(!hasChromium)('submitting in a browser', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel();
  });
  afterAll(() => panel.close());

  it.each([1440, 375])('goes from the form to the plot, live, %i px', async (width) => {
    const page = await panel.open('/', { width });
    const pages = page.getByRole('navigation', { name: 'Pages' });
    await pages.getByRole('link', { name: 'Submit' }).filter({ visible: true }).click();
    // A list beside the form; a menu above it on a phone.
    if (width === 375)
      await page.getByRole('combobox', { name: 'Task' }).selectOption('monte-carlo');
    else await page.getByRole('link', { name: /monte-carlo/ }).click();
    await page.getByLabel(/^Paths/).fill('300000');
    // It runs when the page is there: its progress must not be over before.
    await changeQueue(page, 'pause');
    await submitButton(page).click();
    await page.waitForURL(JOB);
    await page.getByRole('region', { name: 'Facts' }).waitFor();
    // The page is not loaded again: it hears of every change.
    await page.evaluate(() => {
      document.documentElement.dataset['loaded'] = 'once';
    });
    const progress = page
      .getByRole('progressbar', { name: 'Progress of this job' })
      .and(page.locator(':not([value="100"])'));
    await Promise.all([progress.waitFor(), changeQueue(page, 'resume')]);
    await state(page, 'completed').first().waitFor({ timeout: 45_000 });
    await page.getByRole('img', { name: /^Histogram of the discounted payoff/ }).waitFor();
    await page.getByText('Standard error').waitFor();
    expect(await page.locator('html').getAttribute('data-loaded')).toBe('once');
    await page.context().close();
  });

  it('says what the browser finds wrong with a field, and goes there', async () => {
    const page = await panel.open('/submit?task=monte-carlo');
    const spot = page.getByLabel(/^Spot/);
    await spot.fill('-1');
    await page.getByLabel(/^Paths/).fill('5');
    await submitButton(page).click();
    await page.getByText('2 fields need a look: Spot').waitFor();
    await page.getByText('Must be above 0').waitFor();
    await page.getByText('Must be at least 100').waitFor();
    expect(await spot.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await spot.getAttribute('aria-invalid')).toBe('true');
    expect(await lookFaults(page)).toEqual([]);
    await spot.fill('90');
    await page.getByText('1 field needs a look: Paths').waitFor();
    expect(new URL(page.url()).pathname).toBe('/submit');
    await page.context().close();
  });

  it('says what only the server finds wrong with a field, and keeps what was typed', async () => {
    const page = await panel.open('/submit?task=monte-carlo');
    await page.getByRole('radio', { name: 'Barrier' }).check({ force: true });
    const barrier = page.getByRole('textbox', { name: /^Barrier/ });
    await barrier.fill('50');
    await submitButton(page).click();
    await page.getByText('Must be above the spot, 100: up and out').waitFor();
    expect(await barrier.inputValue()).toBe('50');
    expect(await barrier.evaluate((field) => field === document.activeElement)).toBe(true);
    await barrier.fill('120');
    await page.getByLabel(/^Paths/).fill('1000');
    await submitButton(page).click();
    await page.waitForURL(JOB);
    await page.context().close();
  });

  it('sends the options that were chosen, and says at the field what the server refuses', async () => {
    const page = await panel.open('/submit?task=sleep');
    const options = page
      .getByRole('group')
      .filter({ has: page.getByRole('heading', { name: 'Options' }) });
    await options.locator('summary').click();
    await options.getByRole('radio', { name: 'High' }).check({ force: true });
    await options.getByRole('radio', { name: 'At' }).check({ force: true });
    await submitButton(page).click();
    await options.getByText('Required').waitFor();
    await options.getByRole('radio', { name: 'After' }).check({ force: true });
    await options.getByRole('textbox', { name: /^After/ }).fill('1 h');
    await options.getByLabel(/^Tags/).fill('eod, desk:rates');
    await options.getByLabel(/^Hard limit/).fill('30 s');
    const soft = options.getByLabel(/^Soft limit/);
    await soft.fill('60 s');
    const changed = options.getByRole('list', { name: 'Changed options' });
    await changed.getByText('Hard limit 30 s').waitFor();
    expect(await lookFaults(page)).toEqual([]);
    // The section closes; a fault in it opens it again.
    await options.locator('summary').click();
    await page.keyboard.press('Control+Enter');
    await page.getByText('1 field needs a look: Soft limit').waitFor();
    expect(await soft.evaluate((field) => field === document.activeElement)).toBe(true);
    await soft.fill('20 s');
    const request = page.getByRole('region', { name: 'The same request' }).getByRole('textbox');
    const curl = await request.inputValue();
    expect(curl).toContain('"delayMs": 3600000');
    expect(curl).toContain('"softTimeoutMs": 20000');
    await submitButton(page).click();
    await page.waitForURL(JOB);
    await state(page, 'delayed').first().waitFor();
    await page.getByText('20 s soft, 30 s hard').waitFor();
    await page.getByRole('link', { name: 'Duplicate' }).first().click();
    const again = page.getByRole('list', { name: 'Changed options' });
    for (const words of ['Priority high', 'Tags eod desk:rates', 'Soft limit 20 s'])
      await again.getByText(words).waitFor();
    await page.context().close();
  });

  it('works with the keyboard alone, and shows where one is', async () => {
    const page = await panel.open('/submit?task=sleep');
    const duration = page.getByLabel(/^Duration/);
    await duration.waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatchObject({ name: 'Skip to the page', visible: true });
    await page.keyboard.press('Enter');
    await tabUntil(page, /^Duration/);
    // A field that is reached by Tab is selected: typing replaces what is in it.
    await page.keyboard.type('10');
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(JOB);
    await state(page, 'completed').first().waitFor();
    // Who does not see the page is told of the new one.
    await expect
      .poll(async () => (await focused(page)).name, { timeout: 10_000 })
      .toMatch(/^sleep/);
    await page.context().close();
  });

  it('shows a job that others submit in the open list', async () => {
    await panel.submit({ task: 'sleep', input: { durationMs: 1, steps: 1 } });
    const page = await panel.open('/jobs');
    await page.locator('tbody').getByText('sleep').first().waitFor();
    // What came before the page went live, and asked once more, is in the list, and no news.
    let id = '';
    const news = page.getByRole('button', { name: /^\d+ new jobs? · show/ });
    const isNews = async () => {
      id = await panel.submit({ task: 'process-batch', input: { iterations: 5 } });
      return news.isVisible();
    };
    await waitFor(isNews, { intervalMs: 500, timeoutMs: 20_000, what: 'a job to be announced' });
    const row = page.locator('tr', { has: page.locator(`a[href="/jobs/${id}"]`) });
    expect(await row.count()).toBe(0);
    await news.click();
    await row.getByText('completed').waitFor();
    await page.context().close();
  });

  it('shows a failure with its message and, when asked, its stack', async () => {
    const id = await panel.submit({
      task: 'sleep',
      input: { durationMs: 1, steps: 1, failureRate: 1 },
      options: { attempts: 1 },
    });
    const page = await panel.open(`/jobs/${id}`);
    const why = page.getByRole('region', { name: 'Why it failed' });
    await why.getByText('Failed on purpose in step 1 of 1 (failureRate 1)').first().waitFor();
    await why.getByText('TASK_FAILED').waitFor();
    await why.locator('summary').click();
    const stack = await why.getByRole('textbox', { name: 'Stack' }).inputValue();
    expect(stack).toMatch(/at .*sleep\.js:\d+/);
    await page.context().close();
  });

  it('logs no error meanwhile, and violates no content security policy', () => {
    // The browser itself reports the answer that refuses an input.
    const own = panel.faults.filter((fault) => !fault.includes('status of 400'));
    expect(own).toEqual([]);
  });
});

/** What has the focus: its words, and whether one can see that it has it. */
function focused(page: Page): Promise<{ name: string; visible: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [element];
    const { outlineStyle, boxShadow } = getComputedStyle(element);
    const { width, height } = element.getBoundingClientRect();
    return {
      name: labels.map(({ textContent }) => textContent.trim()).join(' '),
      visible: width > 1 && height > 1 && (outlineStyle !== 'none' || boxShadow !== 'none'),
    };
  });
}

async function tabUntil(page: Page, name: RegExp): Promise<void> {
  const stops: string[] = [];
  do {
    if (stops.length > 30)
      throw new Error(`Tab never leads to ${name}, only to: ${stops.join(', ')}`);
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    stops.push(stop.name);
    expect(stop.visible, `One can't see that the focus is on: ${stop.name}`).toBe(true);
  } while (!name.test(stops.at(-1) ?? ''));
}
