import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OtherProgram } from '../support/other-program.ts';
import { startServer, type TestServer } from '../support/processes.ts';
import { ROOT } from '../support/source-files.ts';
import { settled } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

const PASSWORD = 'correct horse battery';
const FOREIGN = { QUEUE_PREFIXES: 'bull', FOREIGN_QUEUES_WRITABLE: 'true' };
const MANY = 100;

/** The element itself: another one may come into its place, or it may go, while the page lives on. */
type Control = Awaited<ReturnType<Locator['elementHandles']>>[number];

/** Signing out is for everybody, and would end the walk. */
const NOT_PRESSED = 'Sign out';

const nameOf = (control: Control): Promise<string> =>
  control.evaluate((it) => {
    const label = it instanceof Element ? it.getAttribute('aria-label') : null;
    return label ?? it.textContent?.trim() ?? '';
  });

/** The first control that can be pressed and is not in `pressed`, with its name; those of an open dialog only, which covers the others. */
async function nextControl(
  page: Page,
  pressed: ReadonlySet<string>,
): Promise<readonly [string, Control] | null> {
  const dialog = page.locator('dialog[open]');
  const place = (await dialog.count()) > 0 ? dialog : page;
  const controls = place.locator('button:enabled, summary, input[type=checkbox]:enabled');
  for (const control of await controls.filter({ visible: true }).elementHandles()) {
    const name = await nameOf(control);
    if (!pressed.has(name) && name !== NOT_PRESSED) return [name, control];
  }
  return null;
}

/** Presses whatever there is on a page, also what that brings up, and chooses in every select; the names of what was pressed. */
async function pressEverything(page: Page): Promise<ReadonlySet<string>> {
  const address = page.url();
  const pressed = new Set<string>();
  for (let next = await nextControl(page, pressed); next; next = await nextControl(page, pressed)) {
    const [name, control] = next;
    pressed.add(name);
    expect(pressed.size).toBeLessThan(MANY);
    // Also where a menu lies over it.
    await control.dispatchEvent('click');
    if (page.url() === address) continue;
    await page.goto(address);
    await settled(page);
  }
  for (const select of await page.locator('select:enabled').filter({ visible: true }).all())
    await select.selectOption({ index: 1 });
  await page.keyboard.press('Control+Enter');
  return pressed;
}

describe.skipIf(!hasChromium)('who may change nothing', () => {
  let panel: Panel;
  let readOnly: TestServer;
  let mail: OtherProgram;
  const ids = { failed: '', delayed: '', foreign: '', schedule: '' };

  beforeAll(async () => {
    panel = await startPanel({}, FOREIGN);
    readOnly = await startServer(
      panel.redis,
      {
        ...FOREIGN,
        WEB_ROOT: join(ROOT, 'web/dist'),
        DOCKER_HOST: panel.docker.host,
        DOCKER_PROJECT: 'proto',
        PANEL_READ_ONLY: 'true',
      },
      'build',
    );
    mail = new OtherProgram(panel.redis.url, 'mail');
    mail.work();
    ids.foreign = await mail.add('bad');
    await mail.until(ids.foreign, 'failed');
    const sleep = { task: 'sleep', input: { durationMs: 1, steps: 1, failureRate: 1 } };
    ids.failed = await panel.submit({ ...sleep, options: { attempts: 1 } });
    ids.delayed = await panel.submit({ ...sleep, options: { delayMs: 3_600_000 } });
    const admin = await panel.open('/settings');
    const post = async (path: string, data: object): Promise<{ id?: string }> => {
      const headers = { origin: new URL(admin.url()).origin };
      const answer = await admin.context().request.post(path, { headers, data });
      expect(answer.ok()).toBe(true);
      return answer.json();
    };
    await post('/api/accounts', { name: 'vera', role: 'viewer', password: PASSWORD });
    const timing = { kind: 'cron', cron: '30 2 * * *', timeZone: 'UTC' };
    ids.schedule =
      (await post('/api/schedules', { name: 'Nightly', task: 'sleep', timing })).id ?? '';
    await admin.goto(`/jobs/${ids.failed}`);
    await admin.getByRole('region', { name: 'Why it failed' }).waitFor();
    await admin.context().close();
  });
  afterAll(async () => {
    await mail.close();
    await readOnly.stop();
    await panel.close();
  });

  /** Each page, and a control of it that changes something, as an admin sees it; null where it has none. */
  const pages: readonly [path: () => string, control: RegExp | null][] = [
    [() => '/', null],
    [() => '/jobs', /^Select all listed jobs$/],
    [() => `/jobs/${ids.failed}`, /^Retry$/],
    [() => `/jobs/${ids.delayed}`, /^Run now$/],
    [() => '/failures', /^Requeue$/],
    [() => '/queues', /^Pause default$/],
    [() => '/queues/bull:mail?state=failed', /^Add a job$/],
    [() => `/queues/bull:mail?job=${ids.foreign}`, /^Retry$/],
    [() => '/workers', /^Drain /],
    [() => '/schedules', /^Run now: Nightly$/],
    [() => `/schedules/${ids.schedule}`, /^Save$/],
    [() => '/schedules/new', /^Make schedule$/],
    [() => '/submit?task=sleep', /^Submit/],
    [() => '/bulk', /^Choose a file$/],
    [() => '/containers', null],
    [() => '/networks', null],
  ];

  const changing = (page: Page, name: RegExp) =>
    page.getByRole('button', { name }).or(page.getByRole('checkbox', { name })).first();

  it('is not an admin, who sees what the others must not', async () => {
    const page = await panel.open('/');
    for (const [path, control] of pages) {
      if (control === null) continue;
      await page.goto(path());
      await changing(page, control).waitFor({ state: 'attached' });
    }
    expect(await page.getByText('Read-only.', { exact: true }).count()).toBe(0);
    await page.context().close();
  });

  const viewer = async (): Promise<[Page, string]> => {
    const page = await panel.open('/sign-in', { signedIn: false });
    await page.getByLabel('Name').fill('vera');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/');
    return [page, new URL(page.url()).origin];
  };
  const adminOfReadOnly = async (): Promise<[Page, string]> => [
    await panel.open('/'),
    readOnly.url,
  ];

  it.each([
    ['a viewer', viewer],
    ['an admin of a panel that is read-only', adminOfReadOnly],
  ] as const)(
    'finds nothing to press that would change something: %s',
    { timeout: 300_000 },
    async (_, signIn) => {
      const [page, origin] = await signIn();
      const changes: string[] = [];
      page.on('request', (request) => {
        if (request.method() !== 'GET') changes.push(`${request.method()} ${request.url()}`);
      });
      for (const [path, control] of pages) {
        await page.goto(`${origin}${path()}`);
        await settled(page);
        const shown = control === null ? 0 : await changing(page, control).count();
        expect(shown, `On ${path()}: ${String(control)}`).toBe(0);
        await pressEverything(page);
        expect(changes, `On ${path()}`).toEqual([]);
        expect(await page.getByText('Read-only.', { exact: true }).count()).toBe(
          origin === readOnly.url ? 1 : 0,
        );
      }
      await page.context().close();
    },
  );
});
