import { BulkReport } from '@taskdeck/server/schemas/bulk';
import { JobCount } from '@taskdeck/server/schemas/job';
import { describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import { call, completed } from './api.ts';
import { noEngine, sharedStack } from './shared-stack.ts';

const ROWS = 5_000;
/** Makes 3 MB of them: above what any other call may send. */
const DATA = 'x'.repeat(600);
const TAG = 'through-nginx';
/** One row has a fault. */
const FAULTY = 1_234;
const CSV = `data,iterations\n${Array.from({ length: ROWS }, (_, row) => `${DATA},${row === FAULTY ? 0 : 1}\n`).join('')}`;

describe.skipIf(noEngine)('bulk submission through Nginx', () => {
  const stack = sharedStack();
  const send = (body: string, type: string, query: string) =>
    call(stack, `/api/tasks/bulk?${query}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
  const sendCsv = async (query: string) => {
    const response = await send(CSV, 'text/csv', `task=process-batch&tag=${TAG}${query}`);
    return BulkReport.parse(await response.json());
  };
  const count = async (query: string) =>
    JobCount.parse(await (await call(stack, `/api/tasks/count?tag=${TAG}${query}`)).json());

  it('takes a large batch as it comes', async () => {
    const line = { task: 'process-batch', input: { data: DATA, iterations: 1 } };
    const body = `${JSON.stringify(line)}\n`.repeat(ROWS);
    const response = await send(body, 'application/x-ndjson', 'dryRun=true');
    expect(await response.json()).toMatchObject({ accepted: ROWS, refused: 0 });
  });

  it('tries CSV without submitting any of it, and says which row has a fault', async () => {
    const { items, ...sums } = await sendCsv('&dryRun=true');
    expect(sums).toEqual({ accepted: ROWS - 1, refused: 1 });
    expect(items[FAULTY]).toMatchObject({
      index: FAULTY,
      error: { code: 'INPUT_INVALID', fields: { 'input.iterations': [expect.any(String)] } },
    });
    expect(items.filter(({ id }) => id !== undefined)).toEqual([]);
    expect(await count('')).toMatchObject({ count: 0, exact: true });
  });

  it('submits every good row of it, and the workers complete them all', async () => {
    const { items, ...sums } = await sendCsv('');
    expect(sums).toEqual({ accepted: ROWS - 1, refused: 1 });
    expect(items.map(({ index }) => index)).toEqual(Array.from({ length: ROWS }, (_, i) => i));
    const last = await completed(stack, items.at(-1)?.id ?? '', 120_000);
    expect(last).toMatchObject({ input: { data: DATA, iterations: 1 }, tags: [TAG] });
    await waitFor(async () => (await count('&state=completed')).count === ROWS - 1, {
      what: 'all jobs to complete',
      timeoutMs: 60_000,
    });
    expect(await count('')).toMatchObject({ count: ROWS - 1, exact: true });
  });

  it('is refused above 64 MB, in the shape of the API', async () => {
    const response = await send('x'.repeat(65 * 1_048_576), 'text/csv', 'task=process-batch');
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      error: { code: 'PAYLOAD_TOO_LARGE', message: expect.stringContaining('64 MB') },
    });
  });
});
