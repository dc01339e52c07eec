import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookFaults, LOOKS, settled } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

const NOBODYS = '01a205aa-8db4-7523-8382-4627e56a2cf7';

describe.skipIf(!hasChromium)('every page', () => {
  let panel: Panel;
  let done: string;
  let failed: string;

  beforeAll(async () => {
    panel = await startPanel();
    done = await panel.submit({ task: 'monte-carlo', input: { paths: 10_000, steps: 10 } });
    failed = await panel.submit({
      task: 'sleep',
      input: { durationMs: 1, steps: 1, failureRate: 1 },
      options: { attempts: 1 },
    });
  });
  afterAll(() => panel.close());

  /** Each page with something that is there once its data are. */
  const pages: [name: string, path: () => string, ready: string][] = [
    ['overview', () => '/', 'section[aria-label="Queue over time"] canvas'],
    ['submit', () => '/submit', 'text="If sent now"'],
    ['jobs', () => '/jobs', 'tbody >> text=monte-carlo'],
    ['a job with a plot', () => `/jobs/${done}`, '[role=img][aria-label^=Histogram]'],
    ['a job that failed', () => `/jobs/${failed}`, 'text=Failed on purpose'],
    ['schedules', () => '/schedules', 'text="Nothing runs by the clock"'],
    ['a new schedule', () => '/schedules/new', 'text=Monday through Friday'],
    ['failures', () => '/failures', 'main >> text=Failed on purpose'],
    ['bulk submission', () => '/bulk', 'text="Choose a file"'],
    ['queues', () => '/queues', 'text="No worker serves this queue."'],
    ['workers', () => '/workers', 'text=Event loop lag'],
    ['containers', () => '/containers', 'text=backend, docker, frontend'],
    ['a job that does not exist', () => `/jobs/${NOBODYS}`, 'text="There is no such job"'],
    ['an address that does not exist', () => '/no-such-page', 'text="There is no such page"'],
  ];
  // The browser itself reports every answer that is a refusal.
  const isTheRefusal = (fault: string) =>
    fault.startsWith(`/jobs/${NOBODYS}: Failed to load`) && fault.includes('/trpc/tasks.get');

  describe.each(LOOKS)('%s, %i px', (scheme, width) => {
    let page: Page;
    beforeAll(async () => {
      page = await panel.open('/', { scheme, width });
    });
    afterAll(() => page.context().close());

    it.each(pages)('%s is accessible, fits and logs no error', async (_, path, ready) => {
      panel.faults.length = 0;
      await page.goto(path());
      await page.locator(ready).first().waitFor();
      await settled(page);
      expect(await lookFaults(page)).toEqual([]);
      expect(panel.faults.filter((fault) => !isTheRefusal(fault))).toEqual([]);
    });

    it('the sign-in page is all one sees without a session, and says where the link is', async () => {
      const stranger = await panel.open('/jobs', { scheme, width, signedIn: false });
      await stranger.waitForURL('/sign-in?to=%2Fjobs');
      await stranger.getByText('docker compose logs server').waitFor();
      expect(await lookFaults(stranger)).toEqual([]);
      await stranger.context().close();
    });
  });
});
