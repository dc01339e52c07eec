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
/** The one that samples: a delayed beat lets the other one have it. */
const sampling = async () => ((await waitFor(holder)) === ofFirst ? first : second);
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
    // Two that sample for themselves would do it at other times.
    const [ofOne, ofOther] = await waitFor(() => {
      const [one = [], other = []] = streams.map(({ events }) =>
        events.flatMap((event) => (event.type === 'stats' ? [event.stats] : [])),
      );
      const both = one.find(({ at }) => other.some((stats) => stats.at === at));
      return both && [both, other.find(({ at }) => at === both.at)];
    });
    expect(ofOther).toEqual(ofOne);
    streams.forEach((stream) => stream.close());
  });

  it('show a change of a job made through the other replica', async () => {
    const stream = await openLive(second);
    const id = await first.submit('sleep');
    const row = await waitFor(() =>
      stream.events
        .flatMap((event) => (event.type === 'jobs' ? event.rows : []))
        .find((one) => one.id === id),
    );
    expect(row).toMatchObject({ state: 'prioritized' });
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
    const killed = await sampling();
    const other = killed === first ? second : first;
    await killed.kill();
    // Within 5 s: what is left of the lease, and a beat.
    expect(await bench.queue.redis.pttl(keys.samplerLease)).toBeLessThanOrEqual(4_000);
    const taken = async () => (await holder()) !== null && (await sampling()) === other;
    await waitFor(taken, { what: 'the other replica to take the lease', timeoutMs: 20_000 });
    const stream = await openLive(other);
    await stream.next('stats');
    await stream.next('stats');
    stream.close();
  });
});
