import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookFaults, settled } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

/** Every seventh duration is no number, every eleventh row has no steps. */
const csv = (rows: number, separator = ';'): string =>
  [
    ['durationMs', 'steps', 'options.priority'],
    ...Array.from({ length: rows }, (_, i) => [
      i % 7 === 3 ? 'long' : '1',
      i % 11 === 0 ? '0' : '1',
      'low',
    ]),
  ]
    .map((cells) => cells.join(separator))
    .join('\r\n');

const choose = (page: Page, name: string, text: string) =>
  page
    .getByLabel('Choose a file')
    .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
/** As the browser tells a page of a file that is dragged onto `target` and let go there. */
async function drop(page: Page, target: Locator, name: string, text: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content], fileName));
      return data;
    },
    [name, text] as const,
  );
  await target.dispatchEvent('dragover', { dataTransfer });
  await target.dispatchEvent('drop', { dataTransfer });
}
const chooseTask = (page: Page, task: string) =>
  page.getByRole('combobox', { name: 'Task' }).selectOption(task);
const check = (page: Page) => page.getByRole('button', { name: 'Check all rows' }).click();

describe.skipIf(!hasChromium)('bulk submission in a browser', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel();
  });
  afterAll(() => panel.close());

  it('goes from a file over its check to the jobs and the report', async () => {
    const page = await panel.open('/submit');
    await page.getByRole('link', { name: 'Many at once' }).click();
    await choose(page, 'rows.csv', csv(400));
    await chooseTask(page, 'sleep');
    await page.getByRole('cell', { name: 'Option: Priority' }).waitFor();
    expect(await page.getByLabel('Separator').inputValue()).toBe(';');
    await check(page);
    await page.getByRole('heading', { name: /^\d+ rows are fine, \d+ rows refused$/ }).waitFor();
    await page.getByText('input.durationMs: Invalid input').first().waitFor();
    await page.getByRole('button', { name: 'Submit all rows' }).click();
    const title = page.getByRole('heading', { name: /jobs submitted/ });
    const [, accepted = '', refused = ''] =
      /^(\d+) jobs submitted, (\d+) rows refused$/.exec((await title.textContent()) ?? '') ?? [];
    expect(Number(accepted) + Number(refused)).toBe(400);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Report' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(401);
    expect(lines.filter((line) => line.includes(',accepted,'))).toHaveLength(Number(accepted));
    await page.getByRole('link', { name: 'See its jobs' }).click();
    await page.waitForURL(/\/jobs\?.*tag=bulk-/);
    await page.getByRole('table').getByText('sleep').first().waitFor();
    await page.context().close();
  });

  it('says which columns do not fit, and what the server says of them, once', async () => {
    const page = await panel.open('/bulk?task=sleep');
    await choose(page, 'rows.csv', 'durationMs,colour\n1,red');
    await page.getByText('1 column does not fit').waitFor();
    await page.getByRole('cell', { name: 'No such field' }).waitFor();
    await check(page);
    await page.getByRole('alert').getByText('The header does not fit sleep: colour').waitFor();
    expect(await page.getByRole('alert').count()).toBe(1);
    await choose(page, 'rows.csv', 'durationMs\n1');
    await page.getByText('column does not fit').waitFor({ state: 'detached' });
    await check(page);
    await page.getByRole('heading', { name: '1 row is fine' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.context().close();
  });

  it('takes a file that is dropped', async () => {
    const page = await panel.open('/bulk?task=sleep');
    await drop(page, page.getByText('or drop one here'), 'dropped.csv', csv(3, ','));
    await page.getByText(/^dropped\.csv, \d+ B$/).waitFor();
    await page.getByRole('rowheader', { name: 'durationMs' }).waitFor();
    await check(page);
    await page.getByRole('heading', { name: '2 rows are fine, 1 row refused' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.context().close();
  });

  it('takes rows that are pasted, and knows their format', async () => {
    const page = await panel.open('/bulk');
    await page.getByText('Paste rows').click();
    const rows = page.getByRole('textbox', { name: 'Rows', exact: true });
    await rows.fill('[{"task":"sleep","input":{"steps":2}},{"task":"nope"}]');
    await page.getByRole('button', { name: 'Take these rows' }).click();
    await page.getByRole('radio', { name: 'JSON array', checked: true }).waitFor();
    await page.getByRole('rowheader', { name: 'input.steps' }).waitFor();
    await check(page);
    await page.getByRole('heading', { name: '1 row is fine, 1 row refused' }).waitFor();
    await rows.fill('a,b');
    await page.getByRole('button', { name: 'Take these rows' }).click();
    await page.getByText('Choose the task first').waitFor();
    expect(await page.getByRole('button', { name: 'Submit all rows' }).isDisabled()).toBe(true);
    await page.context().close();
  });

  it.each([
    ['light', 1440],
    ['dark', 375],
  ] as const)('is accessible with rows and report, %s, %i px', async (scheme, width) => {
    const page = await panel.open('/bulk?task=sleep', { scheme, width });
    await choose(page, 'rows.csv', csv(20, ','));
    await page.getByRole('rowheader', { name: 'durationMs' }).waitFor();
    await check(page);
    await page.getByRole('heading', { name: /rows are fine/ }).waitFor();
    await settled(page);
    expect(await lookFaults(page)).toEqual([]);
    await page.context().close();
  });
});
