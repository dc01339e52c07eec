import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookFaults, LOOKS, settled } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

const PASSWORD = 'correct horse battery';
const OTHER_PASSWORD = 'another good one';

async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

const region = (page: Page, name: RegExp) => page.getByRole('region', { name });

describe.skipIf(!hasChromium)('the settings', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel();
  });
  afterAll(() => panel.close());

  /** Signed in as somebody who has an account, at the settings. */
  async function as(name: string, password = PASSWORD): Promise<Page> {
    const page = await panel.open('/settings', { signedIn: false });
    await signIn(page, name, password);
    await page.waitForURL((url) => url.pathname === '/settings');
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    return page;
  }

  async function add(page: Page, name: string, role: string): Promise<void> {
    const accounts = region(page, /^(Accounts|\d+ accounts?)$/);
    await accounts.getByRole('button', { name: 'Add an account' }).click();
    const form = page.getByRole('form', { name: 'New account' });
    await form.getByLabel('Name').fill(name);
    await form.getByLabel('Role').selectOption(role);
    await form.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await form.getByRole('button', { name: 'Add the account' }).click();
    await page.getByRole('listitem', { name, exact: true }).first().waitFor();
  }

  /** In this order: as long as there is no account, a link does. */
  it('let who came by a link make the first accounts, and say what is wrong with one', async () => {
    const page = await panel.open('/settings');
    await page.getByText('Nobody has an account yet').waitFor();
    await page.getByText('by a link that the server printed, without an account').waitFor();
    expect(await page.getByRole('button', { name: 'Change password' }).count()).toBe(0);
    await add(page, 'mira', 'admin');
    await add(page, 'vera', 'viewer');
    await page.getByRole('button', { name: 'Add an account' }).click();
    const form = page.getByRole('form', { name: 'New account' });
    await form.getByRole('button', { name: 'Add the account' }).click();
    expect(await form.getByText('Required').count()).toBe(2);
    await form.getByLabel('Name').fill('mira');
    await form.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await form.getByRole('button', { name: 'Add the account' }).click();
    await form.getByText('Taken').waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('show a token once, which then works until it is revoked', async () => {
    const page = await as('mira');
    const tokens = region(page, /API tokens?$/);
    await tokens.getByText('No tokens yet').waitFor();
    await tokens.getByRole('button', { name: 'Make a token' }).click();
    await tokens.getByLabel('Name').fill('nightly import');
    await tokens.getByRole('button', { name: 'Make the token' }).click();
    const field = tokens.getByLabel('The token nightly import');
    await field.waitFor();
    const token = await field.inputValue();
    expect(await lookFaults(page)).toEqual([]);
    const ask = () =>
      fetch(new URL('/api/stats', page.url()), { headers: { authorization: `Bearer ${token}` } });
    expect((await ask()).status).toBe(200);
    expect(
      await page.evaluate(() =>
        JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }]),
      ),
    ).not.toContain(token);
    await tokens.getByRole('button', { name: 'I have it' }).click();
    await field.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(token);
    await page.reload();
    const row = tokens.getByRole('listitem', { name: 'nightly import' });
    await row.getByText(/^used .*expires in 90 days$/).waitFor();
    expect(await page.content()).not.toContain(token);
    await row.getByRole('button', { name: 'Revoke nightly import' }).click();
    await row.getByRole('button', { name: 'Revoke', exact: true }).click();
    await tokens.getByText('No tokens yet').waitFor();
    expect((await ask()).status).toBe(401);
    await page.context().close();
  });

  it('change one’s own password, after which the old one and other sessions are over', async () => {
    const [page, elsewhere] = [await as('vera'), await as('vera')];
    const form = page.getByRole('form', { name: 'Change your password' });
    await form.getByLabel('Current password', { exact: true }).fill('not the password');
    await form.getByLabel('New password', { exact: true }).fill(OTHER_PASSWORD);
    await form.getByRole('button', { name: 'Change password' }).click();
    await form.getByText('Not right').waitFor();
    await form.getByLabel('Current password', { exact: true }).fill(PASSWORD);
    await form.getByRole('button', { name: 'Change password' }).click();
    await form.getByText('Changed. Your other sessions have ended.').waitFor();
    expect(await form.getByLabel('New password', { exact: true }).inputValue()).toBe('');
    await elsewhere.goto('/settings');
    await elsewhere.waitForURL((url) => url.pathname === '/sign-in');
    await signIn(elsewhere, 'vera', PASSWORD);
    await elsewhere.getByText('The name or the password is not right.').waitFor();
    await Promise.all([page.context().close(), elsewhere.context().close()]);
  });

  it('end another session of one’s own, and have nothing of others for a viewer', async () => {
    const [page, elsewhere] = [await as('vera', OTHER_PASSWORD), await as('vera', OTHER_PASSWORD)];
    await page.reload();
    await page.getByText('Admins keep the accounts of others').waitFor();
    expect(await page.getByRole('button', { name: /account|token/i }).allInnerTexts()).toEqual([
      'vera',
    ]);
    const sessions = region(page, /sessions? of yours$/);
    await sessions.getByText('this one').waitFor();
    const ends = sessions.getByRole('button', { name: /^End the session with Chrome/ });
    const before = await ends.count();
    // The newest other one.
    await ends.first().click();
    await expect.poll(() => ends.count(), { timeout: 30_000 }).toBe(before - 1);
    await elsewhere.goto('/settings');
    await elsewhere.waitForURL((url) => url.pathname === '/sign-in');
    await Promise.all([page.context().close(), elsewhere.context().close()]);
  });

  it('let an admin change, disable and remove others, but not lock themselves out', async () => {
    const [page, theirs] = [await as('mira'), await as('vera', OTHER_PASSWORD)];
    const row = region(page, /accounts$/).getByRole('listitem', { name: 'vera' });
    const own = region(page, /accounts$/).getByRole('listitem', { name: 'mira' });
    await own.getByText('you', { exact: true }).waitFor();
    expect(await own.getByRole('button').count()).toBe(0);
    const role = row.getByLabel('Role of vera');
    await role.selectOption('operator');
    await expect.poll(() => role.inputValue(), { timeout: 30_000 }).toBe('operator');
    await expect.poll(() => role.isEnabled(), { timeout: 30_000 }).toBe(true);
    await theirs.goto('/settings');
    await theirs.waitForURL((url) => url.pathname === '/sign-in');
    await row.getByRole('button', { name: 'New password for vera' }).click();
    const dialog = page.getByRole('dialog', { name: 'New password for vera' });
    await dialog.getByLabel('New password', { exact: true }).fill(PASSWORD);
    expect(await lookFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Set the password' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await signIn(theirs, 'vera', PASSWORD);
    await theirs.waitForURL((url) => url.pathname === '/settings');
    await row.getByRole('button', { name: 'Disable vera' }).click();
    await row.getByText('disabled').waitFor();
    await theirs.goto('/settings');
    await theirs.waitForURL((url) => url.pathname === '/sign-in');
    await row.getByRole('button', { name: 'Enable vera' }).click();
    await row.getByRole('button', { name: 'Disable vera' }).waitFor();
    await row.getByRole('button', { name: 'Remove vera' }).click();
    await row.getByRole('button', { name: 'Remove', exact: true }).click();
    await row.waitFor({ state: 'detached' });
    await Promise.all([page.context().close(), theirs.context().close()]);
  });

  it('say what the server refuses, and go on', async () => {
    const page = await panel.open('/sign-in', { signedIn: false });
    await signIn(page, 'mira', PASSWORD);
    await page.waitForURL((url) => url.pathname === '/');
    // A page that goes live asks again by itself.
    await settled(page);
    await page.route(/\/trpc\/tokens\.list/, (route) =>
      route.fulfill({ status: 403, json: REFUSED }),
    );
    await page.getByRole('link', { name: 'Settings' }).first().click();
    const tokens = region(page, /API tokens?$/);
    await tokens.getByText('Your role may not do this.').waitFor();
    await page.unroute(/\/trpc\/tokens\.list/);
    await tokens.getByRole('button', { name: 'Try again' }).click();
    await tokens.getByText('No tokens yet').waitFor();
    expect(await tokens.getByText('Your role may not do this.').count()).toBe(0);
    await page.context().close();
  });

  it.each(LOOKS)('are accessible and fit, %s, %i px', async (scheme, width) => {
    const page = await panel.open('/settings', { scheme, width, signedIn: false });
    await signIn(page, 'mira', PASSWORD);
    await page.getByRole('listitem', { name: 'mira' }).first().waitFor();
    await settled(page);
    expect(await lookFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('log no error meanwhile, and violate no content security policy', () => {
    // The browser itself reports every answer that is a refusal.
    const own = panel.faults.filter((fault) => !/status of (400|401|403|409)/.test(fault));
    expect(own).toEqual([]);
  });
});

const REFUSED = {
  error: {
    code: -32003,
    message: 'no',
    data: {
      code: 'FORBIDDEN',
      httpStatus: 403,
      app: { code: 'FORBIDDEN', message: 'Your role may not call tokens.list.', requestId: 'r' },
    },
  },
};
