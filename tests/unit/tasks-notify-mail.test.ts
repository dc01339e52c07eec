import { findTask, NO_TASK_SETTINGS } from '@taskdeck/tasks';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../support/listen.ts';
import { fakeContext, outcomeOf } from '../support/task-context.ts';

const open: SMTPServer[] = [];
afterEach(async () => {
  await Promise.all(
    open.splice(0).map((server) => new Promise<void>((done) => server.close(done))),
  );
});

/** A mail server on this machine that keeps what it takes. */
async function mailServer(options: SMTPServerOptions = {}) {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onData: (stream, _session, done) => {
      let mail = '';
      stream.on('data', (part: Buffer) => (mail += part.toString()));
      stream.on('end', () => {
        mails.push(mail);
        done();
      });
    },
    ...options,
  });
  // What a client does to its connection is the client's test.
  server.on('error', () => undefined);
  open.push(server);
  const port = await listen(server.server);
  return { mails, port, url: `smtp://127.0.0.1:${port}` };
}

const input = {
  channel: 'mail',
  to: ['ann@x.test', 'bob@x.test'],
  subject: 'Done',
  text: 'It is.',
};
const send = (url: string | null, more: object = {}) =>
  findTask('notify')?.execute(
    { ...input, ...more },
    fakeContext({
      settings: {
        ...NO_TASK_SETTINGS,
        mail: url === null ? null : { url, from: 'Taskdeck <deck@x.test>' },
      },
    }),
  );
const saying = (message: string, responseCode: number) =>
  Object.assign(new Error(message), { responseCode });

describe('a mail', () => {
  it('reaches its server, named after its job', async () => {
    const { mails, url } = await mailServer();
    const result = await send(url);
    expect(result).toMatchObject({
      channel: 'mail',
      status: null,
      accepted: input.to,
      rejected: [],
      response: expect.stringMatching(/^250 /),
    });
    expect(mails.length).toBe(1);
    for (const line of [
      /^From: Taskdeck <deck@x\.test>/m,
      /^To: ann@x\.test, bob@x\.test/m,
      /^Subject: Done/m,
      new RegExp(`^Message-ID: <${fakeContext().jobId}@x\\.test>`, 'm'),
      /^It is\./m,
    ])
      expect(mails[0]).toMatch(line);
  });

  it('is sent with user and password of the URL', async () => {
    const users: (string | undefined)[] = [];
    const { port } = await mailServer({
      authOptional: false,
      onAuth: ({ username, password }, _session, done) => {
        users.push(username);
        if (password === 'p/w') done(null, { user: username });
        else done(saying('no such user', 535));
      },
    });
    expect(await outcomeOf(send(`smtp://me:p%2Fw@127.0.0.1:${port}`))).toBe('done');
    // The operator may mend that: it is worth another attempt.
    expect(await outcomeOf(send(`smtp://me:wrong@127.0.0.1:${port}`))).toBe('another attempt');
    expect(users).toContain('me');
  });

  it('tells which receivers were refused', async () => {
    const { url } = await mailServer({
      onRcptTo: ({ address }, _session, done) =>
        address.startsWith('bob') ? done(saying('no bob here', 550)) : done(),
    });
    expect(await send(url)).toMatchObject({ accepted: ['ann@x.test'], rejected: ['bob@x.test'] });
  });

  it.each([
    [550, 'DELIVERY_REFUSED'],
    [451, 'another attempt'],
  ])('that is answered %d: %s', async (code, expected) => {
    const { url } = await mailServer({
      onRcptTo: (_address, _session, done) => done(saying('said so', code)),
    });
    expect(await outcomeOf(send(url))).toBe(expected);
  });

  it('is tried again when the server is away', async () => {
    const { url } = await mailServer();
    await Promise.all(
      open.splice(0).map((server) => new Promise<void>((done) => server.close(done))),
    );
    await expect(send(url)).rejects.toThrow(/was not sent: .*ECONNREFUSED/);
  });

  it('is refused with the names of the settings when there is no server', async () => {
    await expect(send(null)).rejects.toThrow('set SMTP_URL');
    expect(await outcomeOf(send(null))).toBe('DELIVERY_REFUSED');
  });

  it('reads no file and no URL for its text', async () => {
    const { mails, url } = await mailServer();
    await send(url, { text: 'file:///etc/passwd' });
    expect(mails[0]).toContain('file:///etc/passwd');
  });
});
