import { MadeApiToken, SessionList } from '@taskdeck/server/schemas/account';
import { describe, expect, it } from 'vitest';
import { openLive, type LiveStream } from '../support/live.ts';
import { withRedis } from '../support/with-redis.ts';

type Headers = Record<string, string>;

/** Snapshots come every second: it is the end that is waited for. */
async function untilEnded(stream: LiveStream): Promise<void> {
  const ended = async () => {
    for (;;) await stream.next('stats');
  };
  await expect(ended()).rejects.toThrow('The stream ended');
}

describe('what is ended at one server', () => {
  const using = withRedis();

  /** Two servers; gives what the second one says to the proof afterwards. `make` gives what opens a stream at the other one, and where it is ended at the first. */
  async function endStream(
    make: (url: string, admin: Headers) => Promise<{ headers: Headers; path: string }>,
  ): Promise<number> {
    const [one, other] = await Promise.all([using.startServer(), using.startServer()]);
    const admin = await one.signIn();
    const { headers, path } = await make(one.url, admin);
    const stream = await openLive({ url: other.url, headers });
    const stays = await openLive(other);
    // It listens to what the other one says.
    await stream.next('stats');
    const answer = await fetch(one.url + path, { method: 'DELETE', headers: admin });
    expect(answer.ok).toBe(true);
    await untilEnded(stream);
    await stays.next('stats');
    stays.close();
    return (await fetch(`${other.url}/api/stats`, { headers })).status;
  }

  it('ends the open streams of a session at every other', async () => {
    const status = await endStream(async (url, headers) => {
      const list = await fetch(`${url}/api/sessions`, { headers });
      const [session] = SessionList.parse(await list.json()).items;
      return { headers, path: `/api/sessions/${session?.id}` };
    });
    expect(status).toBe(401);
  });

  it('ends those of a token', async () => {
    const status = await endStream(async (url, admin) => {
      const made = await fetch(`${url}/api/tokens`, {
        method: 'POST',
        headers: { ...admin, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'ci', role: 'viewer' }),
      });
      const { id, token } = MadeApiToken.parse(await made.json());
      return { headers: { authorization: `Bearer ${token}` }, path: `/api/tokens/${id}` };
    });
    expect(status).toBe(401);
  });

  it('is found out, though nothing was heard of it while the connection was lost', async () => {
    const server = await using.startServer();
    const headers = await server.signIn();
    const stream = await openLive({ url: server.url, headers });
    const stays = await openLive(server);
    await stream.next('stats');
    await using.queue.redis.client('KILL', 'TYPE', 'PUBSUB');
    await untilEnded(stream);
    // Who needs no sign-in reads on; who has one still comes back.
    await stays.next('stats');
    stays.close();
    const again = await openLive({ url: server.url, headers });
    expect((await again.next('stats')).type).toBe('stats');
    again.close();
  });
});
