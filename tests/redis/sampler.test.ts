import { beforeAll, describe, expect, it } from 'vitest';
import { openLive } from '../support/live.ts';
import type { TestServer } from '../support/processes.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

const bench = withRedis();
const { keys } = bench.queue;
let first: TestServer;
let second: TestServer;
/** What stands in the lease while the first one has it. */
let ofFirst: string | null;

const holder = () => bench.queue.redis.get(keys.samplerLease);
beforeAll(async () => {
  const start = () => bench.startServer({ TASKDECK_TOKEN: 'the-same-token-for-both-replicas' });
  first = await start();
  // While it is alone nobody else can have taken the lease.
  ofFirst = await waitFor(holder, { what: 'the first replica to hold the lease' });
  second = await start();
});

describe('two server replicas', () => {
  it('give every tab the same snapshots, taken by one of them', async () => {
    const streams = await Promise.all([first, second].map((server) => openLive(server)));
    const events = await Promise.all(streams.map((stream) => stream.next('stats')));
    expect(events[0]?.stats.totals).toEqual(events[1]?.stats.totals);
    expect(await holder()).toBe(ofFirst);
    streams.forEach((stream) => stream.close());
  });

  it('show a change of a job made through the other replica', async () => {
    const stream = await openLive(second);
    const id = await first.submit('sleep');
    const event = await stream.next('jobs');
    expect(event.rows).toMatchObject([{ id, state: 'prioritized' }]);
    stream.close();
  });

  it('accept a sign-in link of each other, once', async () => {
    const secret = new URL(await first.signInLink()).hash.slice(1);
    const redeem = () =>
      fetch(`${second.url}/api/session/link`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ secret }),
      });
    const answer = await redeem();
    expect(answer.status).toBe(204);
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    const me = await fetch(`${first.url}/trpc/me`, { headers: { cookie } });
    expect(me.status).toBe(200);
    expect((await redeem()).status).toBe(401);
  });

  it('go on sampling when the one that samples is killed', async () => {
    expect(await holder()).toBe(ofFirst);
    await first.kill();
    const taken = async () => ![ofFirst, null].includes(await holder());
    await waitFor(taken, { what: 'the second replica to take the lease', timeoutMs: 5_000 });
    const stream = await openLive(second);
    await stream.next('stats');
    await stream.next('stats');
    stream.close();
  });
});
