import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookFaults, LOOKS } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

const PASSWORD = 'correct horse battery';

async function typeIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
}

/** What the browser keeps beyond this page: the address, its history entry, and both storages. */
const kept = (page: Page): Promise<string> =>
  page.evaluate(() =>
    JSON.stringify([location.href, history.state, { ...localStorage }, { ...sessionStorage }]),
  );

describe.skipIf(!hasChromium)('signing in', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel();
  });
  afterAll(() => panel.close());

  /** In this order: a link makes the first account once only. */
  it('makes the first account with a link, after saying what is wrong with it', async () => {
    const link = await panel.newLink();
    const page = await panel.open(link, { signedIn: false });
    await page.getByRole('heading', { name: 'You came by a sign-in link' }).waitFor();
    await page.waitForURL((url) => url.hash === '');
    await page.getByRole('button', { name: 'Make the account' }).click();
    expect(await page.getByText('Required').count()).toBe(2);
    await typeIn(page, 'Mira', 'short');
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByText('Must have at least 12 characters').waitFor();
    expect(await lookFaults(page)).toEqual([]);
    const password = page.getByLabel('Password', { exact: true });
    expect(await password.getAttribute('autocomplete')).toBe('new-password');
    await password.fill(PASSWORD);
    await page.getByRole('button', { name: 'Show: Password' }).click();
    expect(await password.getAttribute('type')).toBe('text');
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    await page.getByRole('button', { name: 'Account and theme: mira, admin' }).waitFor();
    expect(await kept(page)).not.toContain(PASSWORD);
    expect(await kept(page)).not.toContain(link.split('#')[1]);
    await page.context().close();
  });

  it('leads by password to the page that was asked for', async () => {
    const page = await panel.open('/workers', { signedIn: false });
    await page.waitForURL('/sign-in?to=%2Fworkers');
    await typeIn(page, 'mira', PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/workers');
    await page.getByRole('heading', { name: 'Workers', exact: true }).waitFor();
    expect(await kept(page)).not.toContain(PASSWORD);
    await page.context().close();
  });

  it('says that the name or the password is wrong, and keeps what was typed', async () => {
    const page = await panel.open('/sign-in', { signedIn: false });
    expect(await page.getByLabel('Name').evaluate((it) => it === document.activeElement)).toBe(
      true,
    );
    for (const name of ['mira', 'nobody']) {
      await typeIn(page, name, 'not the password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').getByText('The name or the password is not right.').waitFor();
      expect(await page.getByLabel('Name').inputValue()).toBe(name);
    }
    expect(await lookFaults(page)).toEqual([]);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await page.context().close();
  });

  it('says how long to wait after too many attempts', async () => {
    const page = await panel.open('/sign-in', { signedIn: false });
    await page.route('/api/session', (route) =>
      route.fulfill({
        status: 429,
        headers: { 'retry-after': '840' },
        json: { error: { code: 'RATE_LIMITED', message: 'Too many', requestId: 'r' } },
      }),
    );
    await typeIn(page, 'mira', PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page
      .getByText(/^Too many attempts to sign in\. Try again at \d\d:\d\d.*, in 14 min\.$/)
      .waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('says of a link that there is an account by now, or that it was used', async () => {
    const page = await panel.open(await panel.newLink(), { signedIn: false });
    await page.getByRole('button', { name: 'Continue without an account' }).click();
    await page.getByText('There is an account by now.').waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign in by password' }).click();
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
    await page.context().close();
  });

  it('leads to an identity provider where there is one, and says why that failed', async () => {
    const page = await panel.open('/sign-in', { signedIn: false });
    await page.route('/api/session/ways', (route) => route.fulfill({ json: { oidc: 'Example' } }));
    await page.goto('/sign-in?failed=FORBIDDEN');
    await page.getByRole('alert').getByText('You have no role here.').waitFor();
    const way = page.getByRole('link', { name: 'Sign in with Example' });
    expect(await way.getAttribute('href')).toBe('/api/session/oidc');
    expect(await lookFaults(page)).toEqual([]);
    await page.context().close();
  });

  it.each(LOOKS)(
    'is accessible and fits, by password and by link, %s, %i px',
    async (scheme, width) => {
      for (const path of ['/sign-in', await panel.newLink()]) {
        const page = await panel.open(path, { scheme, width, signedIn: false });
        await page.getByLabel('Name').waitFor();
        expect(await lookFaults(page)).toEqual([]);
        await page.context().close();
      }
    },
  );

  it('logs no error meanwhile, and violates no content security policy', () => {
    // The browser itself reports every answer that is a refusal.
    const own = panel.faults.filter((fault) => !/status of (400|401|409|429)/.test(fault));
    expect(own).toEqual([]);
  });
});
