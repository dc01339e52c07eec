import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OtherProgram } from '../support/other-program.ts';
import { lookFaults } from '../support/page-checks.ts';
import { hasChromium, startPanel, type Panel } from '../support/panel.ts';
import { waitFor } from '../support/wait-for.ts';

describe.skipIf(!hasChromium)('queues of other programs in a browser', () => {
  let panel: Panel;
  let mail: OtherProgram;
  let bad: string;
  beforeAll(async () => {
    panel = await startPanel({}, { QUEUE_PREFIXES: 'bull', FOREIGN_QUEUES_WRITABLE: 'true' });
    mail = new OtherProgram(panel.redis.url, 'mail/é %2f?#');
    mail.work();
    bad = await mail.add('bad', { to: 'nobody' }, { jobId: '../1e3 "x"' });
    await mail.until(bad, 'failed');
  });
  afterAll(async () => {
    await mail.close();
    await panel.close();
  });

  it('are found on the queues page, and worked: retry, remove, add', async () => {
    const page = await panel.open('/queues');
    await page.getByRole('heading', { name: 'Other queues' }).waitFor();
    await page.getByText(/^as of \d\d:\d\d:\d\d$/).waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await page.getByRole('link', { name: `1 failed in bull:${mail.queue.name}` }).click();
    await page.getByText('No receiver: {"to":"nobody"}').waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await page.getByTitle(bad).click();
    await page.getByRole('heading', { name: 'Why it failed' }).waitFor();
    // The address leads here again, whatever is in the names.
    await page.reload();
    await page.getByRole('heading', { name: 'Why it failed' }).waitFor();
    expect(await page.getByLabel('Data as JSON').inputValue()).toBe('{\n  "to": "nobody"\n}');
    expect(await lookFaults(page)).toEqual([]);

    const before = await mail.redis.hget(`bull:${mail.queue.name}:${bad}`, 'finishedOn');
    await page.getByRole('button', { name: 'Retry' }).click();
    const isRetried = async () =>
      (await mail.redis.hget(`bull:${mail.queue.name}:${bad}`, 'finishedOn')) !== before;
    await waitFor(isRetried, { timeoutMs: 30_000, what: 'the job to be retried' });
    await mail.until(bad, 'failed');
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No failed job').waitFor();
    expect(await mail.state(bad)).toBe('unknown');

    await page.getByRole('button', { name: 'Add a job' }).click();
    await page.getByLabel('Data').fill('{"n": 1');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Which name the queue’s worker knows it by').waitFor();
    await page.getByLabel('Data').fill('{"n": 1}');
    await page.getByLabel('Name').fill('hello');
    await page.getByLabel('Priority').fill('7');
    expect(await lookFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.waitForURL((url) => url.searchParams.has('job'));
    await waitFor(async () => (await mail.queue.getCompleted()).length === 1, {
      timeoutMs: 30_000,
      what: 'the added job to be completed',
    });
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('definition').getByText('completed').waitFor();
    expect(await page.getByRole('textbox', { name: 'Log' }).inputValue()).toBe('sending hello');
    expect(await page.getByLabel('Result as JSON').inputValue()).toContain('"ok": "hello"');
    await page.context().close();
  });

  it('fit on a phone, in the dark', async () => {
    await mail.add('hello', {}, { delay: 3_600_000 });
    const page = await panel.open('/queues', { width: 375, scheme: 'dark' });
    await page.getByRole('link', { name: /^1 delayed in/ }).click();
    await page.getByText(/^due /).waitFor();
    expect(await lookFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add a job' }).click();
    await page.getByLabel('Data').waitFor();
    expect(await lookFaults(page)).toEqual([]);
    expect(panel.faults).toEqual([]);
    await page.context().close();
  });
});
