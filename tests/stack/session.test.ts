import { describe, expect, it } from 'vitest';
import { noEngine, sharedStack } from './shared-stack.ts';

describe.skipIf(noEngine)('signing in through Nginx', () => {
  const stack = sharedStack();
  const submit = (headers: Record<string, string>) =>
    fetch(`${stack.url}/api/tasks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ task: 'sleep', input: { durationMs: 10, steps: 1 } }),
    });

  it('takes the link of any server, once, and its cookie at all of them', async () => {
    const { stdout } = await stack.compose('logs', '--no-log-prefix', 'server');
    const link = /Sign in once, within 24 h: (\S+)\/sign-in#(\S+)/.exec(stdout);
    expect(link?.[1]).toBe(`http://localhost:${stack.settings.panelPort}`);
    const signIn = () =>
      fetch(`${stack.url}/api/session/link`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ secret: link?.[2] }),
      });

    const first = await signIn();
    expect(first.status).toBe(204);
    expect((await signIn()).status).toBe(401);

    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
    // More often than there are servers: each of them gets some.
    for (let turn = 0; turn < 6; turn += 1)
      expect((await submit({ cookie, origin: stack.url })).status).toBe(202);
    // The Host that the server compares with has kept its port.
    expect((await submit({ cookie, origin: 'http://127.0.0.1:1' })).status).toBe(403);
    expect((await submit({ cookie })).status).toBe(403);
  });

  it('refuses who is not signed in', async () => {
    expect((await submit({})).status).toBe(401);
    expect((await submit({ authorization: 'Bearer not-the-token' })).status).toBe(401);
  });
});
