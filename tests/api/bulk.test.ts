import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BEARER, makeTestApp, type TestApp } from '../support/api.ts';

let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp();
});
afterAll(() => api.close());
beforeEach(() => api.queue.reset());

const NDJSON = { ...BEARER, 'content-type': 'application/x-ndjson' };

const JSON_TYPE = { ...BEARER, 'content-type': 'application/json' };

async function send(payload: string, query = '', headers = NDJSON) {
  const url = `/api/tasks/bulk${query}`;
  const response = await api.app.inject({ method: 'POST', url, headers, payload });
  return { status: response.statusCode, body: response.json() };
}

describe('POST /api/tasks/bulk', () => {
  it('takes NDJSON and says of each row what became of it', async () => {
    const lines = [
      '{"task":"sleep","input":{"steps":2}}',
      '',
      '{"task":"nope"}',
      '{"task":',
      '{"task":"sleep","input":{"steps":-1}}',
      '{"task":"process-batch"}',
    ];
    const { status, body } = await send(lines.join('\n'));
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 2, refused: 3 });
    expect(body.items).toMatchObject([
      { index: 0, id: expect.any(String) },
      { index: 1, error: { code: 'TASK_UNKNOWN' } },
      { index: 2, error: { code: 'INPUT_INVALID' } },
      {
        index: 3,
        error: { code: 'INPUT_INVALID', fields: { 'input.steps': [expect.any(String)] } },
      },
      { index: 4, id: expect.any(String) },
    ]);
    expect([...api.queue.jobs.keys()].sort()).toEqual([body.items[0].id, body.items[4].id].sort());
  });

  it('takes a JSON array, in the order given', async () => {
    const rows = Array.from({ length: 1_200 }, (_, i) => ({
      task: 'sleep',
      input: { steps: i + 1 },
    }));
    const { status, body } = await api.call('POST', '/api/tasks/bulk', rows.slice(0, 1_000));
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 1_000, refused: 0 });
    expect(api.queue.jobs.get(body.items[700].id)?.input).toMatchObject({ steps: 701 });
  });

  it('only checks in a dry run', async () => {
    const { body } = await send('{"task":"sleep"}\n{"task":"nope"}', '?dryRun=true');
    expect(body).toEqual({
      items: [{ index: 0 }, { index: 1, error: expect.objectContaining({ code: 'TASK_UNKNOWN' }) }],
      accepted: 1,
      refused: 1,
    });
    expect(api.queue.jobs.size).toBe(0);
  });

  it('keeps rows with the same idempotency key one job', async () => {
    const row = '{"task":"sleep","options":{"idempotencyKey":"bulk-1"}}';
    const { body } = await send(`${row}\n${row}\n`);
    expect(body.items[0].id).toBe(body.items[1].id);
    expect(api.queue.jobs.size).toBe(1);
  });

  it('says of each row that Redis is away, with the id to ask for later', async () => {
    api.queue.down = true;
    const { status, body } = await send('{"task":"sleep"}\n{"task":"sleep"}');
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 0, refused: 2 });
    expect(body.items[1].error).toMatchObject({
      code: 'REDIS_UNAVAILABLE',
      id: expect.any(String),
    });
  });

  it('refuses a line that is too long or too deep, and reads on', async () => {
    const long = `{"task":"process-batch","input":{"data":"${'x'.repeat(1_100_000)}"}}`;
    const { body } = await send(`${long}\n${'['.repeat(50)}\n{"task":"sleep"}`);
    expect(body.items.map((item: { error?: { code: string } }) => item.error?.code)).toEqual([
      'PAYLOAD_TOO_LARGE',
      'INPUT_INVALID',
      undefined,
    ]);
  });

  it.each([
    [
      'elements over several lines',
      '\uFEFF [\n {"task":"sleep"} ,\n {"task":\n"sleep"}\n] \n',
      2,
      0,
    ],
    [
      'brackets and quotes in strings',
      '[{"task":"process-batch","input":{"data":"],[}\\"{"}}]',
      1,
      0,
    ],
    ['nothing', '[ ]', 0, 0],
    ['elements that are no JSON, or nothing', '[{"task":"sleep"},x,,{"task":"sleep"},]', 2, 3],
    ['brackets that do not match', '[{"task":"sleep"}},{"task":"sleep"}]', 1, 1],
    ['an end that lacks', '[{"task":"sleep"},{"task"', 1, 1],
    ['something behind its end', '[{"task":"sleep"}] []', 1, 1],
  ])('reads a JSON array with %s', async (_, payload, accepted, refused) => {
    const { status, body } = await send(payload, '', JSON_TYPE);
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted, refused });
    expect(body.items.map((item: { index: number }) => item.index)).toEqual(
      Array.from({ length: accepted + refused }, (_, i) => i),
    );
  });

  it('gives every row the tags of the call', async () => {
    const row = '{"task":"sleep","options":{"tags":["own","import"]}}';
    await send(`${row}\n{"task":"sleep"}`, '?tag=import&tag=monday');
    const tags = [...api.queue.jobs.values()].map((job) => job.tags);
    expect(tags).toEqual([
      ['own', 'import', 'monday'],
      ['import', 'monday'],
    ]);
    const many = Array.from({ length: 10 }, (_, i) => `tag=t${i}`).join('&');
    const { body } = await send(row, `?${many}`);
    expect(body.items[0].error.fields).toHaveProperty('options.tags');
  });

  it('bounds what it says of a hostile row', async () => {
    const unknown = Array.from({ length: 5_000 }, (_, i) => `"f${i}":1`).join();
    const { body } = await send(`{"task":"sleep","input":{${unknown}}}`);
    expect(Object.keys(body.items[0].error.fields)).toHaveLength(20);
    expect(body.items[0].error.message.length).toBeLessThan(600);
  });

  it('refuses what is no array, an unknown type, a wrong query, and whom it does not know', async () => {
    expect((await api.call('POST', '/api/tasks/bulk', { task: 'sleep' })).status).toBe(400);
    expect((await send('', '', JSON_TYPE)).status).toBe(400);
    expect((await send('{"task":"sleep"}', '?dryRun=maybe')).status).toBe(400);
    expect((await api.call('POST', '/api/tasks/bulk', [], {})).status).toBe(401);
    const xml = { ...BEARER, 'content-type': 'application/xml' };
    expect((await send('<a/>', '', xml)).status).toBe(415);
  });

  it('refuses a stranger without reading a byte of what is sent', async () => {
    let read = 0;
    const payload = new Readable({
      read() {
        read += 1;
        this.push('[');
      },
    });
    const response = await api.app.inject({
      method: 'POST',
      url: '/api/tasks/bulk',
      headers: { 'content-type': 'application/json' },
      payload,
    });
    expect(response.statusCode).toBe(401);
    payload.destroy();
    expect(read).toBeLessThan(50_000);
  });
});
