import { once } from 'node:events';
import { connect } from 'node:net';
import { z } from 'zod';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BEARER, makeTestApp, type TestApp } from '../support/api.ts';

let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp();
});
afterAll(() => api.close());
beforeEach(() => api.queue.reset());

const headers = { ...BEARER, 'content-type': 'text/csv; charset=utf-8' };

async function send(payload: string | Buffer, query = '?task=sleep') {
  const url = `/api/tasks/bulk${query}`;
  const response = await api.app.inject({ method: 'POST', url, headers, payload });
  return { status: response.statusCode, body: response.json() };
}

const inputs = () => [...api.queue.jobs.values()].map((job) => job.input);

describe('POST /api/tasks/bulk with CSV', () => {
  it('reads columns as the fields of the task, converted by their schema', async () => {
    const lines = [
      'style,spot,antithetic,paths,options.priority,options.tags,options.backoff.type,options.backoff.delayMs,options.backoff.jitter',
      'european,1.5e2,yes,200,high,a|b,fixed,100,0',
      'asian,,FALSE, 300 ,,,,,',
    ];
    const { status, body } = await send(lines.join('\r\n'), '?task=monte-carlo');
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 2, refused: 0, items: [{ index: 0 }, { index: 1 }] });
    const [first, second] = [...api.queue.jobs.values()];
    expect(first).toMatchObject({
      input: { style: 'european', spot: 150, antithetic: true, paths: 200 },
      priority: 'high',
      tags: ['a', 'b'],
      backoff: { type: 'fixed', delayMs: 100, jitter: 0 },
    });
    // An empty cell is left out: the default of the field.
    expect(second).toMatchObject({
      input: { style: 'asian', spot: 100, antithetic: false, paths: 300 },
      priority: 'medium',
    });
  });

  it.each([
    ['semicolons', 'durationMs;steps\n10;2\n', ''],
    ['tabs', 'durationMs\tsteps\n10\t2\n', ''],
    ['a separator that is named', 'durationMs|steps\n10|2\n', '&separator=%7C'],
    ['a byte order mark', '\uFEFFdurationMs,steps\n10,2\n', ''],
    ['quotes around the header', '"durationMs";"steps"\r\n"10";"2"\r\n', ''],
    ['old Mac line ends', 'durationMs,steps\r10,2\r', ''],
    ['empty lines and lines of empty cells', '\ndurationMs,steps\n\n,\n10,2\n,\n\n', ''],
    ['names with spaces and the prefix input', ' durationMs , input.steps \n10,2', ''],
  ])('takes %s', async (_, text, query) => {
    const { body } = await send(text, `?task=sleep${query}`);
    expect(body).toMatchObject({ accepted: 1, refused: 0 });
    expect(inputs()).toEqual([{ durationMs: 10, steps: 2, failureRate: 0 }]);
  });

  it('takes quotes, separators and line ends inside quotes', async () => {
    const { body } = await send('data\n"a ""b"", c\r\nd"\n', '?task=process-batch');
    expect(body.accepted).toBe(1);
    expect(inputs()).toMatchObject([{ data: 'a "b", c\r\nd' }]);
  });

  it('takes text in pieces that split a character', async () => {
    const text = `data\n${'é€😀'.repeat(30_000)}\n`;
    const { body } = await send(Buffer.from(text), '?task=process-batch&dryRun=true');
    expect(body).toEqual({ items: [{ index: 0 }], accepted: 1, refused: 0 });
  });

  it('says of each bad row what is wrong with which field, and takes the others', async () => {
    const text = 'durationMs,steps\n1,1\nlong,1\n1,0\n1\n1,1,1\n1,1,\n';
    const { body } = await send(text);
    expect(body).toMatchObject({ accepted: 2, refused: 4 });
    expect(body.items.map((item: { error?: unknown }) => item.error)).toMatchObject([
      undefined,
      { code: 'INPUT_INVALID', fields: { 'input.durationMs': [expect.any(String)] } },
      { fields: { 'input.steps': [expect.any(String)] } },
      { message: 'The row has 1 cells, the header 2 columns.' },
      { message: 'The row has 3 cells, the header 2 columns.' },
      undefined,
    ]);
  });

  it.each([
    ['a column that is no field', 'durationMs,nope\n1,1', 'nope'],
    ['an option that is none', 'options.nope\n1', 'options.nope'],
    ['a column twice', 'steps,steps\n1,1', 'steps'],
    ['a column twice, in both spellings', 'steps,input.steps\n1,1', 'input.steps'],
    ['a column without a name', 'steps,\n1,1', 'column 2'],
    ['the way to a prototype', '__proto__.x\n1', '__proto__.x'],
  ])('refuses the whole for %s', async (_, text, column) => {
    const { status, body } = await send(text);
    expect([status, Object.keys(body.error.fields)]).toEqual([400, [column]]);
    expect(api.queue.jobs.size).toBe(0);
  });

  it('refuses a body without a header, and a call without a task or with an unknown one', async () => {
    expect((await send('')).body.error.code).toBe('INPUT_INVALID');
    expect((await send('steps\n1', '')).body.error.fields).toHaveProperty('task');
    expect((await send('steps\n1', '?task=nope')).body.error.code).toBe('TASK_UNKNOWN');
    expect((await send('steps\n1', '?task=sleep&separator=x')).status).toBe(400);
  });

  it('says where quotes go wrong, and that it read no further', async () => {
    const { status, body } = await send('data\nfine\n"not closed\nfine\n', '?task=process-batch');
    expect([status, body.accepted, body.refused]).toEqual([200, 1, 1]);
    expect(body.items[1]).toMatchObject({ index: 1, error: { code: 'INPUT_INVALID' } });
    expect(body.items[1].error.message).toMatch(/quote .*not closed.*not read/);
  });

  it('answers a caller that looks only when everything is sent, also when it has read enough', async () => {
    await api.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = z.object({ port: z.int() }).parse(api.app.server.address());
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const body = `nope\n${'1\n'.repeat(8_000_000)}`;
    const head = [
      'POST /api/tasks/bulk?task=sleep HTTP/1.1',
      'host: localhost',
      'content-type: text/csv',
      `authorization: ${BEARER.authorization}`,
      `content-length: ${body.length}`,
    ];
    await new Promise((sent) => socket.write(`${head.join('\r\n')}\r\n\r\n${body}`, sent));
    let answer = '';
    for await (const chunk of socket.setEncoding('utf8')) {
      answer += String(chunk);
      if (answer.endsWith('}}')) break;
    }
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('The header does not fit sleep: nope');
  });

  it('gives every row the tags of the call besides its own', async () => {
    const { body } = await send(
      'options.tags\nown\n""\nlast|import\n',
      '?task=sleep&tag=import&tag=monday',
    );
    // A line of empty cells is none.
    expect(body.accepted).toBe(2);
    expect([...api.queue.jobs.values()].map((job) => job.tags)).toEqual([
      ['own', 'import', 'monday'],
      ['last', 'import', 'monday'],
    ]);
    expect((await send('steps\n1', '?task=sleep&tag=no%20tag')).status).toBe(400);
  });
});
