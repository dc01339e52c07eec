import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookFaults } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';

const JOB = /\/jobs\/[0-9a-f-]{36}$/;

describe.skipIf(!hasChromium)('a flow in a browser', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await startPanel();
  });
  afterAll(() => panel.close());

  it('is submitted as the form proposes it, and drawn live until its parts are combined', async () => {
    const page = await panel.open('/submit?task=flow');
    await page.getByRole('button', { name: /^Submit/ }).click();
    await page.waitForURL(JOB);
    const graph = page.getByRole('region', { name: 'Flow' });
    await graph.getByText('8 jobs: 8 completed').waitFor();
    await graph.getByRole('link', { name: 'combine' }).waitFor();
    expect(await graph.getByRole('link', { name: /^work \d: completed$/ }).count()).toBe(8);
    await page.getByText('"used": 8').waitFor();
    expect(await lookFaults(page)).toEqual([]);

    await graph.getByRole('link', { name: 'work 3: completed' }).click();
    await page.getByText('work[2]').waitFor();
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('shows which step failed on a phone, %s', async (scheme) => {
    const id = await panel.submit({
      task: 'flow',
      input: {
        steps: [
          { key: 'first', task: 'sleep', input: { durationMs: 1 } },
          { key: 'broken', task: 'sleep', attempts: 1, input: { durationMs: 1, failureRate: 1 } },
          { key: 'never', task: 'sleep' },
        ],
      },
    });
    const page = await panel.open(`/jobs/${id}`, { scheme, width: 375 });
    await page.getByText('CHILD_FAILED').first().waitFor();
    const graph = page.getByRole('region', { name: 'Flow' });
    await graph.getByText('not started').waitFor();
    await graph.getByText('failed', { exact: true }).waitFor();
    expect(await lookFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    await page.context().close();
  });

  it('meets no error on its way', () => {
    expect(panel.faults).toEqual([]);
  });
});
