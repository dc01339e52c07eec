import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { findTask, JobError, NO_TASK_SETTINGS, type TaskSettings } from '@taskdeck/tasks';
import { Destinations } from '@taskdeck/tasks/notify/destinations';
import { postWebhook } from '@taskdeck/tasks/notify/webhook';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../support/listen.ts';
import { fakeContext, outcomeOf } from '../support/task-context.ts';

interface Received {
  readonly url: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A receiver on this machine that answers as it is told. */
async function receiver(answer: (response: ServerResponse, request: Received) => void) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', method = '', headers } = request;
      const one = { url, method, headers, body: Buffer.concat(chunks).toString() };
      received.push(one);
      answer(response, one);
    });
  });
  const port = await listen(server);
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, port, url: `http://127.0.0.1:${port}` };
}

const settings: TaskSettings = { ...NO_TASK_SETTINGS, allowPrivate: ['127.0.0.1'] };
const send = (url: string, more: object = {}, set = settings) =>
  findTask('notify')?.execute({ url, payload: { a: 1 }, ...more }, fakeContext({ settings: set }));
const status =
  (code: number, headers: Record<string, string> = {}) =>
  (to: ServerResponse) =>
    void to.writeHead(code, headers).end('said so');

describe('a webhook', () => {
  it('is posted as JSON, signed, and named after its job', async () => {
    const { received, url } = await receiver(status(200));
    const webhookSecret = 'a-secret-of-sixteen';
    const result = await send(`${url}/x`, {}, { ...settings, webhookSecret });
    expect(result).toMatchObject({ channel: 'webhook', status: 200, response: 'said so' });
    const [one] = received;
    expect(one).toMatchObject({ url: '/x', method: 'POST', body: '{"a":1}' });
    const { headers } = one ?? {};
    expect(headers?.['content-type']).toBe('application/json');
    expect(headers?.['x-taskdeck-delivery']).toBe(fakeContext().jobId);
    const timestamp = headers?.['x-taskdeck-timestamp'];
    expect(Math.abs(Number(timestamp) - Date.now() / 1_000)).toBeLessThan(60);
    const mac = createHmac('sha256', webhookSecret).update(`${String(timestamp)}.{"a":1}`);
    expect(headers?.['x-taskdeck-signature']).toBe(`sha256=${mac.digest('hex')}`);
  });

  it('goes out unsigned without a secret', async () => {
    const { received, url } = await receiver(status(204));
    await send(url);
    expect(received[0]?.headers).not.toHaveProperty('x-taskdeck-signature');
  });

  it.each([
    [200, 'done'],
    [202, 'done'],
    [429, 'another attempt'],
    [500, 'another attempt'],
    [503, 'another attempt'],
    [400, 'DELIVERY_REFUSED'],
    [401, 'DELIVERY_REFUSED'],
    [404, 'DELIVERY_REFUSED'],
    [410, 'DELIVERY_REFUSED'],
    [304, 'DELIVERY_REFUSED'],
  ])('that is answered %d: %s', async (code, expected) => {
    const { url } = await receiver(status(code));
    expect(await outcomeOf(send(url))).toBe(expected);
  });

  it('is tried again when nobody answers', async () => {
    const { url, received } = await receiver((response) => void response.destroy());
    expect(await outcomeOf(send(url))).toBe('another attempt');
    expect(received.length).toBe(1);
    open.splice(0).forEach((close) => close());
    await expect(send(url)).rejects.toThrow(/could not be reached: ECONN/);
  });

  it('keeps the first 2 kB of a long answer and reads no more', async () => {
    const { url } = await receiver((response) => {
      response.on('error', () => undefined).writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    expect(await send(url)).toHaveProperty('response', 'x'.repeat(2_048));
  });

  it('stops when the job is aborted', async () => {
    const abort = new AbortController();
    const { url } = await receiver(() => abort.abort(new JobError('CANCELLED', 'Enough')));
    const sending = findTask('notify')?.execute(
      { url },
      fakeContext({ settings, signal: abort.signal }),
    );
    await expect(sending).rejects.toThrow('Enough');
  });
});

describe('where a webhook may go', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://017700000001/',
    'http://0177.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://0/',
    'http://localhost/',
    'http://１２７.０.０.１/',
    'http://127。0。0。1/',
  ])('not to %s', async (url) => {
    expect(await outcomeOf(send(url, {}, NO_TASK_SETTINGS))).toBe('DELIVERY_REFUSED');
  });

  it('follows a redirect with the same request', async () => {
    const { received, url } = await receiver((response, request) =>
      request.url === '/a' ? status(307, { location: '/b' })(response) : status(200)(response),
    );
    expect(await send(`${url}/a`)).toHaveProperty('accepted', [`${url}/b`]);
    expect(received.map(({ method, body }) => [method, body])).toEqual([
      ['POST', '{"a":1}'],
      ['POST', '{"a":1}'],
    ]);
  });

  it.each([
    'http://127.0.0.2/',
    'http://[::1]/',
    'http://169.254.169.254/latest/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'http://me:pass@127.0.0.1/',
    'http://[',
  ])('does not follow a redirect to %s', async (location) => {
    const { received, url } = await receiver(status(302, { location }));
    expect(await outcomeOf(send(url))).toBe('DELIVERY_REFUSED');
    expect(received.length).toBe(1);
  });

  it('follows three redirects and no more', async () => {
    const { received, url } = await receiver(status(308, { location: '/again' }));
    expect(await outcomeOf(send(url))).toBe('DELIVERY_REFUSED');
    expect(received.length).toBe(4);
  });

  it('asks for a name once, and connects to what was checked', async () => {
    const { received, port } = await receiver(status(200));
    const asked: string[] = [];
    const answer = await postWebhook(
      { url: `http://hooks.test:${port}/`, body: '{}', headers: {} },
      {
        destinations: new Destinations(['127.0.0.1']),
        signal: new AbortController().signal,
        resolve: (host) => {
          asked.push(host);
          // The second answer, if anybody asked, would lead elsewhere.
          const address = asked.length === 1 ? '127.0.0.1' : '127.0.0.2';
          return Promise.resolve([
            { address: '10.0.0.1', family: 4 },
            { address, family: 4 },
          ]);
        },
      },
    );
    expect(answer.status).toBe(200);
    expect(asked).toEqual(['hooks.test']);
    expect(received[0]?.headers.host).toBe(`hooks.test:${port}`);
  });
});

describe('the input of notify', () => {
  const faults = (input: object) =>
    findTask('notify')
      ?.input.safeParse(input)
      .error?.issues.map(({ path }) => path.join('.'));

  it('needs what its channel needs, and nothing of the other', () => {
    expect(faults({})).toEqual(['url']);
    expect(faults({ url: 'https://x.test/' })).toBeUndefined();
    expect(faults({ channel: 'mail' })).toEqual(['to', 'subject', 'text']);
    const mail = { channel: 'mail', to: ['a@x.test'], subject: 's', text: 't' };
    expect(faults(mail)).toBeUndefined();
    expect(faults({ ...mail, url: 'https://x.test/' })).toEqual(['url']);
  });

  it.each(['ftp://x.test/', 'javascript:alert(1)', 'x', 'https://me:pass@x.test/'])(
    'refuses the URL %s',
    (url) => expect(faults({ url })).toEqual(['url']),
  );

  it('refuses a subject that would add a header', () => {
    const mail = { channel: 'mail', to: ['a@x.test'], subject: 's\r\nBcc: b@x.test', text: 't' };
    expect(faults(mail)).toEqual(['subject']);
  });
});
