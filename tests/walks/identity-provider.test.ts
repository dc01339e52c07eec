import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../scripts/redis.mjs';
import {
  CLIENT,
  startIdentityProvider,
  type IdentityProvider,
} from '../support/identity-provider.ts';
import { lookFaults } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

describe.skipIf(!hasChromium)('signing in by an identity provider', () => {
  let panel: Panel;
  let provider: IdentityProvider;
  /** Another site than the provider's address: as it is in earnest, cookies must survive the way there and back. */
  let url: string;
  beforeAll(async () => {
    const port = String(await freePort());
    url = `http://localhost:${port}`;
    provider = await startIdentityProvider(`${url}/api/session/oidc/callback`);
    panel = await startPanel(
      {},
      {
        PORT: port,
        PUBLIC_URL: url,
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: CLIENT.id,
        OIDC_CLIENT_SECRET: CLIENT.secret,
        OIDC_ROLES: 'admin=ops;operator=dev',
        OIDC_LABEL: 'Example & <b>Co</b>',
      },
    );
  });
  afterAll(async () => {
    await panel.close();
    await provider.close();
  });

  /** To the provider's own page. */
  async function leave(page: Page): Promise<void> {
    // The provider's pages want a font from elsewhere.
    await page.route(/^https:/, (route) => route.abort());
    await page.goto(`${url}/sign-in`);
    await page.getByRole('link', { name: 'Sign in with Example & <b>Co</b>' }).click();
    await page.getByPlaceholder('Enter any login').waitFor();
    expect(page.url()).toContain(provider.issuer);
  }

  /** Through the provider's pages, as a person does. */
  async function signIn(page: Page, account: string): Promise<void> {
    await leave(page);
    await page.getByPlaceholder('Enter any login').fill(account);
    await page.getByPlaceholder('and password').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL((at) => at.origin === url);
  }

  it('leads over the pages of the provider into the panel', async () => {
    provider.groups.set('mira', ['dev']);
    const page = await panel.open('/sign-in', { signedIn: false });
    await signIn(page, 'mira');
    await page.getByRole('button', { name: 'Account and theme: mira, operator' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    await page.context().close();
  });

  it('says to whom no group gives a role, once, and to whom the provider was given up', async () => {
    const page = await panel.open('/sign-in', { signedIn: false });
    await signIn(page, 'eve');
    await page.getByRole('alert').getByText('You have no role here.').waitFor();
    await page.waitForURL(`${url}/sign-in`);
    expect(await lookFaults(page)).toEqual([]);
    await page.reload();
    await page.getByRole('link', { name: /^Sign in with/ }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.context().clearCookies();
    await leave(page);
    await page.getByRole('link', { name: /Cancel/ }).click();
    await page.getByRole('alert').getByText('You were not let in.').waitFor();
    await page.waitForURL(`${url}/sign-in`);
    await page.context().close();
  });

  it.each([
    ['SERVER_UNAVAILABLE', 'The identity provider can’t be asked.'],
    ['RATE_LIMITED', 'Too many attempts to sign in.'],
    ['<b>x</b>', 'The sign-in went wrong.'],
  ])('has words for %s', async (code, words) => {
    const path = `/sign-in?to=%2Fjobs&failed=${encodeURIComponent(code)}`;
    const page = await panel.open(path, { signedIn: false });
    await page.getByRole('alert').getByText(words).waitFor();
    await expect.poll(() => new URL(page.url()).search, { timeout: 30_000 }).toBe('?to=%2Fjobs');
    await page.context().close();
  });

  it('causes no error in the panel', () => {
    // The sign-in page asks who is there; the browser reports the refusal, and the font that the provider has not.
    const own = panel.faults.filter((fault) => !/status of 401|fonts|ERR_FAILED/.test(fault));
    expect(own).toEqual([]);
  });
});
