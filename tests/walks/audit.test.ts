import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookFaults, LOOKS, settled } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

const PASSWORD = 'correct horse battery';

/** A change by whoever is signed in in the page's profile. */
async function send(page: Page, path: string, data: object = {}): Promise<void> {
  const headers = { origin: new URL(page.url()).origin, 'x-request-id': 'a-request-of-mine' };
  await page.request.post(path, { data, headers });
}

describe.skipIf(!hasChromium)('the audit page', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel();
    const page = await panel.open('/');
    await send(page, '/api/queues/heavy/pause');
    await send(page, '/api/queues/heavy/resume');
    await send(page, '/api/queues/heavy/limits', { globalConcurrency: 3 });
    await send(page, '/api/tasks/01a205aa-8db4-7523-8382-4627e56a2cf7/retry');
    await send(page, '/api/accounts', { name: 'mira', role: 'viewer', password: PASSWORD });
    await page.context().close();
    const mira = await panel.open('/sign-in', { signedIn: false });
    await send(mira, '/api/session', { name: 'mira', password: PASSWORD });
    await send(mira, '/api/queues/default/pause');
    await mira.context().close();
    panel.faults.length = 0;
  });
  afterAll(() => panel.close());

  const rows = (page: Page) =>
    page.getByRole('region', { name: 'Newest first' }).getByRole('listitem');

  it.each(LOOKS)('%s, %i px, is accessible, fits and logs no error', async (scheme, width) => {
    panel.faults.length = 0;
    const page = await panel.open('/audit', { scheme, width });
    await rows(page).first().waitFor();
    await settled(page);
    expect(await lookFaults(page)).toEqual([]);
    await page.getByRole('button', { name: /^More about: mira tried to pause/ }).click();
    await page.getByText('queues.pause', { exact: true }).waitFor();
    expect(await lookFaults(page)).toEqual([]);
    expect(panel.faults).toEqual([]);
    await page.context().close();
  });

  it('has two lines a row on a phone', async () => {
    const page = await panel.open('/audit', { width: 375 });
    await rows(page).first().waitFor();
    await settled(page);
    const heights = await rows(page).evaluateAll((all) => all.map((row) => row.clientHeight));
    expect(heights.length).toBeGreaterThan(5);
    expect(Math.max(...heights)).toBeLessThan(64);
    await page.context().close();
  });

  it('tells in a sentence who changed what, and what is different now', async () => {
    const page = await panel.open('/audit');
    const limits = rows(page).filter({ hasText: 'set limits of the queue heavy' });
    await limits.getByText('global concurrency: none → 3').waitFor();
    await limits.getByText('done', { exact: true }).waitFor();
    const refused = rows(page).filter({ hasText: 'tried to pause the queue default' });
    await refused.getByText('refused', { exact: true }).waitFor();
    const failed = rows(page).filter({ hasText: 'tried to retry the job' });
    await failed.getByText('failed', { exact: true }).waitFor();
    await failed.getByRole('button', { name: /^More about/ }).click();
    await failed.getByText('failed: NOT_FOUND').waitFor();
    await failed.getByRole('button', { name: 'Copy the request id' }).waitFor();
    expect(await failed.getByText('a-request-of-mine').isVisible()).toBe(true);
    await page.context().close();
  });

  it('keeps its filter in the address, and gives the same as CSV', async () => {
    const page = await panel.open('/audit');
    await rows(page).first().waitFor();
    await page.getByLabel('Kind of change').selectOption('Queues');
    await page.waitForURL(/action=queues\./);
    await page.getByLabel('Outcome').selectOption('refused');
    await page.waitForURL(/outcome=refused/);
    await rows(page).filter({ hasText: 'tried to pause the queue default' }).waitFor();
    expect(await rows(page).count()).toBe(1);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('mira,viewer,session,queues.pause,refused,FORBIDDEN,default');
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.waitForURL((url) => url.search === '');
    await page.getByRole('searchbox', { name: 'Id or name concerned' }).fill('heavy');
    await page.keyboard.press('Enter');
    await page.waitForURL(/object=heavy/);
    await rows(page).filter({ hasText: 'paused the queue heavy' }).waitFor();
    await page.getByRole('link', { name: 'admin', exact: true }).first().click();
    await page.waitForURL((url) => url.search === '?object=heavy&actor=admin');
    await rows(page).filter({ hasText: 'paused the queue heavy' }).waitFor();
    await page.context().close();
  });

  it('reads again when it is told to, and not by itself', async () => {
    const page = await panel.open('/audit?object=default');
    await rows(page).first().waitFor();
    expect(await rows(page).count()).toBe(1);
    await send(page, '/api/queues/default/resume');
    expect(await rows(page).count()).toBe(1);
    await page.getByRole('button', { name: 'Read again' }).click();
    await rows(page).filter({ hasText: 'resumed the queue default' }).waitFor();
    await page.context().close();
  });

  it('goes back by pages', async () => {
    const page = await panel.open('/workers');
    await Promise.all(Array.from({ length: 60 }, () => send(page, '/api/queues/emails/resume')));
    await page.goto('/audit?object=emails');
    await rows(page).first().waitFor();
    expect(await rows(page).count()).toBe(50);
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByText('That is all that is kept of it').waitFor();
    expect(await rows(page).count()).toBe(60);
    await page.context().close();
  });

  it('says what is not there', async () => {
    const page = await panel.open('/audit?actor=nobody');
    await page.getByText('Nothing that is kept matches').waitFor();
    await page.getByRole('link', { name: 'Show all' }).click();
    await rows(page).first().waitFor();
    expect(new URL(page.url()).search).toBe('');
    await page.context().close();
  });

  it('is for admins: others have no link to it, and are told so at its address', async () => {
    panel.faults.length = 0;
    const page = await panel.open('/sign-in', { signedIn: false });
    await send(page, '/api/session', { name: 'mira', password: PASSWORD });
    await page.goto('/audit');
    await page.getByText('The audit is for admins').waitFor();
    await page.getByRole('link', { name: 'Hardening' }).first().waitFor();
    expect(await page.getByRole('link', { name: 'Audit' }).count()).toBe(0);
    expect(await lookFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('says so when the server can not read it', async () => {
    const page = await panel.open('/workers');
    await page.route('**/trpc/audit.list*', (route) => route.abort());
    await page.getByRole('link', { name: 'Audit' }).first().click();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    expect(await page.getByText('The server does not answer.').isVisible()).toBe(true);
    await page.unroute('**/trpc/audit.list*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await rows(page).first().waitFor();
    await page.context().close();
  });
});
