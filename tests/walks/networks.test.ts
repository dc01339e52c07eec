import { makeKeys } from '@taskdeck/tasks';
import { Redis } from 'ioredis';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recorded } from '../fakes/docker-daemon.ts';
import { lookFaults, LOOKS, settled } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

const keys = makeKeys();
/** Of the recorded worker-1. */
const WORKER = '4648fbfee9edb1c629af8c99c113aff4fd5a68b4ae8a1323c2cfe8dc7ac5c3d7';

/** The recorded list of containers, with changes of one service. */
function changed(service: string, changes: object): unknown {
  const rows = recorded('containers');
  if (!Array.isArray(rows)) throw new Error('The list is recorded');
  return rows.map((row) =>
    row.Labels['com.docker.compose.service'] === service ? { ...row, ...changes } : row,
  );
}

describe.skipIf(!hasChromium)('the networks page', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel();
  });
  afterAll(() => panel.close());

  it.each(LOOKS)('%s, %i px, is accessible, fits and logs no error', async (scheme, width) => {
    panel.faults.length = 0;
    const page = await panel.open('/networks', { scheme, width });
    await page.getByRole('heading', { name: 'Isolation rules' }).waitFor();
    await settled(page);
    expect(await lookFaults(page)).toEqual([]);
    expect(panel.faults).toEqual([]);
    await page.context().close();
  });

  /** A line of the chosen cell's panel; the phone's is hidden here. */
  const line = (page: Page, words: string) =>
    page.getByRole('definition').filter({ hasText: words });
  const focused = (page: Page) =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label'));

  it('explains the cell that the arrow keys come to, and keeps it in the address', async () => {
    const page = await panel.open('/networks?from=worker&to=redis');
    await page.getByRole('heading', { name: 'worker to redis' }).waitFor();
    await page.getByRole('button', { name: /^worker to redis: / }).focus();
    await page.keyboard.press('ArrowLeft');
    expect(await focused(page)).toBe('worker to nginx: no path');
    await page.getByRole('heading', { name: 'worker to nginx' }).waitFor();
    await line(page, 'no shared network: worker is on backend, nginx on frontend').waitFor();
    // Over the diagonal, where nothing is.
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: 'outside to nginx' }).waitFor();
    expect(new URL(page.url()).search).toBe('?from=outside&to=nginx');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.getByRole('heading', { name: 'server to nginx' }).waitFor();
    await page.context().close();
  });

  it('shows a port that was published to the host, and the rule that it breaks', async () => {
    const page = await panel.open('/networks?from=outside&to=redis');
    await line(page, 'redis publishes no port').waitFor();
    const Ports = [{ IP: '127.0.0.1', PrivatePort: 6379, PublicPort: 6379, Type: 'tcp' }];
    panel.docker.containers = changed('redis', { Ports });
    await page
      .getByRole('button', { name: 'outside to redis: breaks a rule, port :6379' })
      .waitFor();
    await line(page, 'only nginx publishes').waitFor();
    expect(await page.getByText('redis can be opened from outside.').count()).toBeGreaterThan(0);
    await page.getByRole('link', { name: /^Networks.*alarms?$/ }).waitFor();
    await page.getByText(/rules fail$/).waitFor();
    panel.docker.containers = recorded('containers');
    await line(page, 'redis publishes no port').waitFor();
    await page.context().close();
  });

  it('shows what a container found, asks for more, and is alarmed where it is not as predicted', async () => {
    const page = await panel.open('/networks?from=worker&to=nginx');
    await line(page, "Can't tell: no probe in worker tried").waitFor();
    const redis = new Redis(panel.redis.url);
    const report = (outcome: string, ago = 0) =>
      redis.set(
        keys.probeReport(WORKER.slice(0, 12)),
        JSON.stringify({
          at: new Date(Date.now() - ago).toISOString(),
          routeOut: false,
          results: [{ service: 'nginx', host: 'nginx', port: 8080, outcome, ms: 0.4 }],
        }),
      );
    await report('unnamed', 60_000);
    await page.getByRole('button', { name: 'worker to nginx: no way, tried' }).waitFor();
    await line(page, '1 of 1 did not get there (name unknown)').waitFor();
    await page.getByRole('button', { name: 'Probe now' }).click();
    await page.getByRole('button', { name: 'Probing…' }).waitFor();
    // The button says so at once, before the server has heard of it.
    await expect
      .poll(() => redis.get(keys.probeAsked), { timeout: 30_000 })
      .toEqual(expect.any(String));
    await report('connected');
    await page
      .getByRole('button', { name: 'worker to nginx: breaks a rule, port :8080' })
      .waitFor();
    await page.getByRole('button', { name: 'Probe now' }).waitFor();
    await line(page, '1 of 1 connected within 0.4 ms').waitFor();
    const phone = await panel.open('/networks', { width: 375 });
    await phone.getByRole('button', { name: 'Probe now' }).click();
    await phone.getByRole('button', { name: 'Probing…' }).waitFor();
    await phone.context().close();
    await redis.del(keys.probeReport(WORKER.slice(0, 12)));
    redis.disconnect();
    await page.context().close();
  });

  it('says so when Docker goes away, and what it saw last', async () => {
    const page = await panel.open('/networks');
    await page.getByRole('heading', { name: 'Who can reach whom' }).waitFor();
    await panel.docker.down();
    await page.getByText('Docker does not answer.').waitFor();
    expect(await page.getByRole('heading', { name: 'Who can reach whom' }).isVisible()).toBe(true);
    await panel.docker.up();
    await page.getByText('Docker does not answer.').waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('explains a chosen cell where it stands on a phone', async () => {
    const page = await panel.open('/networks', { width: 375 });
    const row = page.getByRole('region', { name: 'From worker' });
    const nginx = row.getByRole('button', { name: /^nginx/ });
    await nginx.click();
    await row.getByText('no shared network: worker is on backend, nginx on frontend').waitFor();
    expect(await nginx.getAttribute('aria-pressed')).toBe('true');
    await page.context().close();
  });
});
