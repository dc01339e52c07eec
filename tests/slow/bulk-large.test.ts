import { BulkReport } from '@taskdeck/server/schemas/bulk';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const ROWS = 100_000;

const { startServer } = withRedis();
let server: TestServer;
beforeAll(async () => {
  // A heap in which the 60 MB that are sent would not fit beside the server itself, as text and as rows.
  server = await startServer({ NODE_OPTIONS: '--max-old-space-size=100' });
});

/** Sends the lines as they are made. */
async function send(lines: Generator<string>, query: string) {
  function* chunks() {
    let chunk = '';
    for (const line of lines) {
      chunk += `${line}\n`;
      if (chunk.length < 65_536) continue;
      yield Buffer.from(chunk);
      chunk = '';
    }
    yield Buffer.from(chunk);
  }
  const source = chunks();
  // Node wants `duplex` for a body that is a stream; its types do not know it.
  const request = {
    method: 'POST',
    headers: { ...server.headers, 'content-type': 'text/csv' },
    body: new ReadableStream({
      pull(controller) {
        const next = source.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
    }),
    duplex: 'half',
  };
  const response = await fetch(`${server.url}/api/tasks/bulk?${query}`, request);
  return { status: response.status, report: BulkReport.parse(await response.json()) };
}

describe('a bulk submission of 100,000 rows', () => {
  it('of 60 MB is checked in less memory than that', async () => {
    function* lines() {
      yield 'data,iterations';
      for (let row = 0; row < ROWS; row += 1) yield `${'x'.repeat(595)},${row % 10 === 9 ? 0 : 1}`;
    }
    const { status, report } = await send(lines(), 'task=process-batch&dryRun=true');
    expect([status, report.accepted, report.refused]).toEqual([200, 90_000, 10_000]);
    expect(report.items[99_999]?.error).toMatchObject({
      fields: { 'input.iterations': [expect.any(String)] },
    });
  });

  it('queues every row that is fine, in order, and says where it stopped reading', async () => {
    function* lines() {
      yield 'durationMs,steps,options.priority';
      for (let row = 0; row < ROWS + 5; row += 1) yield `${row},${row % 1_000 === 0 ? 0 : 1},low`;
    }
    const { report } = await send(lines(), 'task=sleep&tag=large');
    expect([report.accepted, report.refused]).toEqual([ROWS - 100, 101]);
    expect(report.items.every(({ index }, i) => index === i)).toBe(true);
    expect(report.items[ROWS]?.error).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    const job = await server.get(`/api/tasks/${report.items[77_777]?.id ?? ''}`);
    expect(job).toMatchObject({ input: { durationMs: 77_777 }, priority: 'low', tags: ['large'] });
    // Figures are up to 1.5 s old.
    await waitFor(async () => (await server.get('/api/stats')).totals.prioritized === ROWS - 100, {
      what: 'the figures to count them all',
      timeoutMs: 30_000,
    });
  });
});
