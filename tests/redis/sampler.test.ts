import { makeKeys } from '@taskdeck/tasks';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLive } from '../support/live.ts';
import { startServer, type TestServer } from '../support/processes.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { waitFor } from '../support/wait-for.ts';

let redis: TestRedis;
let servers: TestServer[];
let client: Redis;
const keys = makeKeys();

beforeAll(async () => {
  redis = await startRedis();
  client = new Redis(redis.url);
  client.on('error', () => undefined);
  const token = 'the-same-token-for-both-replicas';
  servers = await Promise.all([1, 2].map(() => startServer(redis, { TASKDECK_TOKEN: token })));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  client.disconnect();
  await redis.remove();
});

describe('two server replicas', () => {
  it('give every tab the same snapshots, taken by one of them', async () => {
    const streams = await Promise.all(servers.map((server) => openLive(server)));
    const holder = await waitFor(() => client.get(keys.samplerLease), {
      what: 'a replica to hold the lease',
    });
    const events = await Promise.all(streams.map((stream) => stream.next('stats')));
    expect(events[0]?.stats.totals).toEqual(events[1]?.stats.totals);
    expect(await client.get(keys.samplerLease)).toBe(holder);
    streams.forEach((stream) => stream.close());
  });

  it('show a change of a job made through the other replica', async () => {
    const [first, second] = servers;
    if (first === undefined || second === undefined) throw new Error('Two replicas were started');
    const stream = await openLive(second);
    const response = await fetch(`${first.url}/api/tasks`, {
      method: 'POST',
      headers: { ...first.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ task: 'sleep' }),
    });
    const { id } = await response.json();
    const event = await stream.next('jobs');
    expect(event.rows).toMatchObject([{ id, state: 'prioritized' }]);
    stream.close();
  });

  it('accept a sign-in link of each other, once', async () => {
    const [first, second] = servers;
    if (first === undefined || second === undefined) throw new Error('Two replicas were started');
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

  it('go on sampling within 5 s when the one that samples is killed', async () => {
    // Which replica holds the lease can't be seen from outside: kill one; whichever it was, the other samples afterwards.
    const [victim, survivor] = servers;
    if (victim === undefined || survivor === undefined)
      throw new Error('Two replicas were started');
    await victim.kill();
    const stream = await openLive(survivor);
    const killedAt = performance.now();
    await stream.next('stats');
    await stream.next('stats');
    expect(performance.now() - killedAt).toBeLessThan(7_000);
    expect(await client.get(keys.samplerLease)).toEqual(expect.any(String));
    stream.close();
    servers = [survivor];
  });
});
