import { SessionList } from '@taskdeck/server/schemas/account';
import { describe, expect, it } from 'vitest';
import { openLive } from '../support/live.ts';
import { withRedis } from '../support/with-redis.ts';

describe('a session', () => {
  const using = withRedis();

  it('that is ended at one server ends its open streams at every other', async () => {
    const [one, other] = await Promise.all([using.startServer(), using.startServer()]);
    const headers = await one.signIn();
    const stream = await openLive({ url: other.url, headers });
    const stays = await openLive(other);
    const list = await fetch(`${one.url}/api/sessions`, { headers });
    const [session] = SessionList.parse(await list.json()).items;
    await fetch(`${one.url}/api/sessions/${session?.id}`, { method: 'DELETE', headers });
    // Snapshots come every second: it is the end that comes now.
    const ended = async () => {
      for (;;) await stream.next('stats');
    };
    await expect(ended()).rejects.toThrow('The stream ended');
    await stays.next('stats');
    stays.close();
    expect((await fetch(`${other.url}/api/stats`, { headers })).status).toBe(401);
  });
});
