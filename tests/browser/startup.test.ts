import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookFaults, LOOKS, settled } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

describe.skipIf(!hasChromium)('the start-up page', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel();
  });
  afterAll(() => panel.close());

  it.each(LOOKS)('%s, %i px, is accessible, fits and logs no error', async (scheme, width) => {
    panel.faults.length = 0;
    const page = await panel.open('/startup', { scheme, width });
    await page.getByRole('heading', { name: 'containers ready within' }).first().waitFor();
    await settled(page);
    expect(await lookFaults(page)).toEqual([]);
    expect(panel.faults).toEqual([]);
    await page.context().close();
  });

  it('says what the recorded project waited for, and keeps what was started anew apart', async () => {
    const page = await panel.open('/startup');
    await page.getByRole('heading', { name: '4 containers ready within 5.2 s' }).waitFor();
    const row = (name: string) => page.getByRole('row').filter({ hasText: name });
    await row('server-1').getByText('waited 1.3 s for docker-gate to be healthy').waitFor();
    await row('server-1').getByText('healthy after 1.4 s').waitFor();
    await row('redis-1').getByText('depends on nothing').waitFor();
    const anew = page.getByRole('region', { name: '4 containers started anew, all ready' });
    await anew.getByRole('row').filter({ hasText: 'worker-1' }).waitFor();
    expect(await anew.getByText('its start says nothing of the order').count()).toBe(4);
    await row('server-1').getByRole('link', { name: 'server-1' }).click();
    await page.waitForURL(/\/containers\/[0-9a-f]{64}$/);
    await page.context().close();
  });

  it('says that Docker is away, and what it saw last', async () => {
    const page = await panel.open('/startup');
    const heading = page.getByRole('heading', { name: '4 containers ready within 5.2 s' });
    await heading.waitFor();
    await panel.docker.down();
    await page.getByText('Docker does not answer.').waitFor();
    expect(await heading.isVisible()).toBe(true);
    await panel.docker.up();
    await page.getByText('Docker does not answer.').waitFor({ state: 'detached' });
    await page.context().close();
  });
});
