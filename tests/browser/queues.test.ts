import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookFaults, settled } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

describe.skipIf(!hasChromium)('queues and workers in a browser', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel();
  });
  afterAll(() => panel.close());

  it('are paused, said to be so everywhere, and resumed', async () => {
    const page = await panel.open('/queues');
    const heavy = page.getByRole('region', { name: /^heavy/ });
    await heavy.getByRole('button', { name: 'Pause heavy' }).click();
    await heavy.getByText(/^Paused since \d\d:\d\d by /).waitFor();
    await page.getByTitle('1 queue paused').waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByText(/^Paused: heavy since/).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Queues' }).click();
    await heavy.getByRole('button', { name: 'Resume heavy' }).click();
    await heavy.getByText(/^Paused since/).waitFor({ state: 'detached' });
    await expect.poll(() => page.getByTitle('1 queue paused').count(), { timeout: 10_000 }).toBe(0);
    await page.context().close();
  });

  it('say that no worker serves one, and take limits', async () => {
    const page = await panel.open('/queues');
    await page
      .getByRole('region', { name: /^notifications/ })
      .getByText('No worker serves this queue.')
      .waitFor();
    const region = page.getByRole('region', { name: /^default/ });
    await region.getByRole('button', { name: 'Limits of default' }).click();
    await region.getByLabel('Running at once').fill('3');
    await region.getByLabel('Started at most').fill('5');
    await region.getByRole('button', { name: 'Set limits' }).click();
    await region.getByText('In which time?').waitFor();
    await region.getByLabel('In each').fill('10 s');
    await region.getByRole('button', { name: 'Set limits' }).click();
    await region.getByText('5 every 10 s').waitFor();
    // All may be told of the limits before who set them has the answer.
    await expect.poll(() => region.getByRole('form').count(), { timeout: 10_000 }).toBe(0);
    await page.context().close();
  });

  it('are drained by whoever types how many jobs wait', async () => {
    const page = await panel.open('/queues');
    const heavy = page.getByRole('region', { name: /^heavy/ });
    await heavy.getByRole('button', { name: 'Pause heavy' }).click();
    await heavy.getByRole('button', { name: 'Resume heavy' }).waitFor();
    for (let i = 0; i < 3; i += 1) await panel.submit({ task: 'monte-carlo' });
    await heavy.getByRole('button', { name: 'Remove all that wait in heavy' }).click();
    // Live: it may have been asked while not all had come.
    const dialog = page.getByRole('dialog');
    const label = (await dialog.getByText(/^Type \d+ to remove them$/).textContent()) ?? '';
    await dialog.getByRole('textbox').fill(/\d+/.exec(label)?.[0] ?? '');
    await dialog.getByRole('button', { name: /^Remove/ }).click();
    await heavy.getByRole('button', { name: /^Remove all/ }).waitFor({ state: 'detached' });
    await heavy.getByRole('button', { name: 'Resume heavy' }).click();
    expect(await dialog.count()).toBe(0);
    await page.context().close();
  });

  it('are accessible with everything open, also on a phone', async () => {
    for (const width of [1440, 375]) {
      const page = await panel.open('/queues', { width });
      await page.getByRole('button', { name: 'Limits of heavy' }).click();
      await settled(page);
      expect(await lookFaults(page)).toEqual([]);
      await page.context().close();
    }
  });

  it('a worker is paused and resumed, and asked for before it is drained', async () => {
    const page = await panel.open('/workers');
    await page
      .getByRole('button', { name: /^Pause/ })
      .first()
      .click();
    await page.getByText('It takes nothing new until it is resumed').waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await page.getByRole('button', { name: /^Resume/ }).click();
    await page.getByText('It takes nothing new until it is resumed').waitFor({ state: 'detached' });
    await page
      .getByRole('button', { name: /^Drain/ })
      .first()
      .click();
    await page.getByRole('dialog').getByText('Compose and').waitFor();
    await page.getByRole('button', { name: 'Leave it' }).click();
    // A worker that is late with its heartbeat counts as lost for a moment.
    await expect
      .poll(() => page.getByRole('button', { name: /^Pause/ }).count(), { timeout: 30_000 })
      .toBe(2);
    await page.context().close();
    expect(panel.faults).toEqual([]);
  });
});
