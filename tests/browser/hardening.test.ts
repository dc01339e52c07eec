import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookFaults, LOOKS, settled } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

describe.skipIf(!hasChromium)('the hardening page', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel();
  });
  afterAll(() => panel.close());

  const rules = (page: Page) => page.getByRole('region', { name: 'Rules' });
  const rule = (page: Page, demand: string) =>
    rules(page).locator('.hd-rows > li').filter({ hasText: demand });

  it.each(LOOKS)('%s, %i px, is accessible, fits and logs no error', async (scheme, width) => {
    panel.faults.length = 0;
    const page = await panel.open('/hardening', { scheme, width });
    await rule(page, 'People have accounts').waitFor();
    await settled(page);
    await rules(page)
      .getByText(/checks pass$/)
      .click();
    expect(await lookFaults(page)).toEqual([]);
    expect(panel.faults).toEqual([]);
    await page.context().close();
  });

  it('shows what fails with what to set, and folds what passes', async () => {
    const page = await panel.open('/hardening');
    const accounts = rule(page, 'People have accounts');
    await accounts.getByText('fails', { exact: true }).waitFor();
    await accounts.getByText(/TASKDECK_ADMIN_PASSWORD_FILE/).waitFor();
    await page.getByText(/^\d+ of \d+ checks fail/).waitFor();
    const readOnly = rule(page, 'Root file system is read-only');
    expect(await readOnly.isVisible()).toBe(false);
    await rules(page)
      .getByText(/checks pass$/)
      .click();
    await readOnly.getByRole('link', { name: 'docker-gate' }).click();
    await page.waitForURL(/\/containers\/[0-9a-f]{64}$/);
    await page.context().close();
  });

  it('is not green any more when Docker goes away', async () => {
    const page = await panel.open('/hardening');
    const gate = rule(page, 'Only docker-gate mounts Docker’s socket');
    await rules(page)
      .getByText(/checks pass$/)
      .click();
    await gate.getByText('passes', { exact: true }).waitFor();
    await panel.docker.down();
    await gate.getByText("can't tell", { exact: true }).waitFor();
    await page.getByText('Docker does not answer.').first().waitFor();
    expect(await rule(page, 'Root file system').getByText('passes').count()).toBe(0);
    await panel.docker.up();
    await gate.getByText('passes', { exact: true }).waitFor();
    await page.context().close();
  });
});
