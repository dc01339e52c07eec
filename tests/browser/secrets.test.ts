import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookFaults, settled } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

const SECRET = 'a-very-secret-bearer-token';
const SECRETS_KEY = 'a key that has more than 32 characters';
const bearer = (page: Page) => page.getByRole('group', { name: 'Webhook' }).getByLabel(/^Bearer/);

/** What the page shows, and what the browser keeps beyond it: address, history entry, both storages. */
const told = (page: Page): Promise<string> =>
  page.evaluate(() =>
    JSON.stringify([
      document.documentElement.outerHTML,
      [...document.querySelectorAll('textarea')].map(({ value }) => value),
      [location.href, history.state, { ...localStorage }, { ...sessionStorage }],
    ]),
  );

describe.skipIf(!hasChromium)('secrets of jobs in a browser', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel({}, { SECRETS_KEY });
  });
  afterAll(() => panel.close());

  it('are typed like passwords, named in the request, and shown by no job', async () => {
    const page = await panel.open('/submit?task=notify');
    await page.getByLabel(/^URL/).fill('https://receiver.example/');
    const field = bearer(page);
    await field.fill(SECRET);
    expect(await field.getAttribute('type')).toBe('password');
    expect(await field.getAttribute('autocomplete')).toBe('off');
    await page.getByRole('button', { name: 'Show: Bearer token' }).click();
    expect(await field.getAttribute('type')).toBe('text');
    await page.getByRole('button', { name: 'Show: Bearer token' }).click();
    expect(await lookFaults(page)).toEqual([]);
    const request = page.getByLabel('Request as curl');
    expect(await request.inputValue()).toContain(`"bearer": "'"$BEARER"'"`);
    await page.getByText('JSON', { exact: true }).click();
    expect(await page.getByLabel('Request as json').inputValue()).toContain('"bearer": "$BEARER"');
    const before = await page.getByLabel('Request as json').inputValue();
    expect(before).not.toContain(SECRET);
    await page.getByRole('button', { name: /^Submit/ }).click();
    await page.waitForURL(/\/jobs\/[0-9a-f-]{36}$/);
    await page.getByText('Secret: encrypted, shown to nobody').waitFor();
    await settled(page);
    expect(await told(page)).not.toContain(SECRET);
    expect(await lookFaults(page)).toEqual([]);

    const id = new URL(page.url()).pathname.split('/').at(-1);
    await page.goto(`/submit?task=notify&from=${id}`);
    await page.getByText('Filled from job').waitFor();
    expect(await page.getByLabel(/^URL/).inputValue()).toBe('https://receiver.example/');
    expect(await field.inputValue()).toBe('');
    await page.getByText(/^Not copied from the job: secrets are shown to nobody/).waitFor();
    expect(await told(page)).not.toContain('(secret)');
    await page.goBack();
    await page.getByText('Secret: encrypted, shown to nobody').waitFor();
    expect(await told(page)).not.toContain(SECRET);
    await page.context().close();
  });

  it.each([
    ['light', 1440],
    ['dark', 375],
  ] as const)(
    'are kept by no schedule and shown by no preview, %s, %i px',
    async (scheme, width) => {
      const page = await panel.open('/schedules/new', { scheme, width });
      await page.getByRole('combobox', { name: 'Task' }).selectOption('notify');
      await page.getByText('A schedule keeps no secrets, so there is no “Bearer token”').waitFor();
      expect(await page.getByLabel(/^Bearer/).count()).toBe(0);
      expect(await lookFaults(page)).toEqual([]);

      await page.goto('/bulk?task=notify');
      await page.getByLabel('Choose a file').setInputFiles({
        name: 'rows.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(`url;bearer\nhttps://receiver.example/;${SECRET}\n`),
      });
      await page.getByRole('cell', { name: '(secret)' }).waitFor();
      expect(await told(page)).not.toContain(SECRET);
      expect(await lookFaults(page)).toEqual([]);
      await page.context().close();
    },
  );

  it('cause no error in the browser', () => {
    expect(panel.faults).toEqual([]);
  });
});
