import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recorded } from '../fakes/docker-daemon.ts';
import { lookFaults, LOOKS, settled } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

describe.skipIf(!hasChromium)('the Swarm on the containers page', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel({}, { DOCKER_PROJECT: 'shop', DOCKER_SWARM: 'on' });
    panel.docker.info = recorded('swarm-info');
    panel.docker.containers = recorded('swarm-containers');
    // What an engine is like is asked once a minute.
    await panel.killServer();
    await panel.restartServer();
  });
  afterAll(() => panel.close());

  const swarm = (page: Page) => page.getByRole('region', { name: 'Swarm' });
  const service = (page: Page, name: string) =>
    swarm(page).getByRole('list', { name: 'Services' }).locator('> li').filter({ hasText: name });

  it.each(LOOKS)('%s, %i px, is accessible, fits and logs no error', async (scheme, width) => {
    panel.faults.length = 0;
    const page = await panel.open('/containers', { scheme, width });
    await service(page, 'web').waitFor();
    await settled(page);
    expect(await lookFaults(page)).toEqual([]);
    expect(panel.faults).toEqual([]);
    await page.context().close();
  });

  it('says what runs, what does not and why, and on which nodes', async () => {
    const page = await panel.open('/containers');
    await service(page, 'web').getByText('2 of 2 running').waitFor();
    await service(page, 'migrate').getByText('1 of 1 done').waitFor();
    const worker = service(page, 'worker');
    await worker.getByText('0 of 1 running').waitFor();
    await worker.getByText(/^Replica 1 on docker-host: pending for .+ failed 5 times/).waitFor();
    await worker.getByText('task: non-zero exit (3)').waitFor();
    await service(page, 'trainer')
      .getByText(/no suitable node/)
      .first()
      .waitFor();
    const nodes = swarm(page).getByRole('list', { name: 'Nodes' });
    await nodes.getByText('manager, leads').waitFor();
    expect(await page.content()).not.toMatch(/(env|arg|label)-secret/);
    await page.context().close();
  });

  it('says why the manager can not be asked, keeps what it saw, and recovers', async () => {
    const page = await panel.open('/containers');
    await service(page, 'web').waitFor();
    panel.docker.faults = [{ match: /\/services/, how: { status: 403 } }];
    const note = swarm(page).getByText('The Swarm can not be asked.');
    await note.waitFor();
    await swarm(page)
      .getByText(/swarm\/on\.conf/)
      .waitFor();
    expect(await service(page, 'web').isVisible()).toBe(true);
    panel.docker.faults = [];
    await note.waitFor({ state: 'detached' });
    await page.context().close();
  });
});
