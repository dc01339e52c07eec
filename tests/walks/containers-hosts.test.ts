import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeDockerDaemon } from '../fakes/docker-daemon.ts';
import { lookFaults } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

describe.skipIf(!hasChromium)('containers of several hosts', () => {
  let panel: Panel;
  let here: FakeDockerDaemon;
  let lab: FakeDockerDaemon;
  beforeAll(async () => {
    [here, lab] = await Promise.all([FakeDockerDaemon.start(), FakeDockerDaemon.start()]);
    panel = await startPanel({}, { DOCKER_HOSTS: `here=${here.host},lab=${lab.host}` });
  });
  afterAll(async () => {
    await panel.close();
    await Promise.all([here.close(), lab.close()]);
  });

  it('name their host, and one that is away by itself', async () => {
    const page = await panel.open('/containers');
    const nginx = page.getByRole('region', { name: 'nginx' });
    await nginx.getByText('lab', { exact: true }).waitFor();
    await nginx.getByText('here', { exact: true }).waitFor();
    await lab.down();
    await page.getByText('Docker on lab does not answer.').waitFor();
    expect(await page.getByText('Docker on here does not answer.').count()).toBe(0);
    await nginx.getByText('lab', { exact: true }).waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await lab.up();
    await page.getByText('Docker on lab does not answer.').waitFor({ state: 'detached' });
    await page.context().close();
  });
});
