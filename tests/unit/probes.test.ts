import { BlockList, createServer, type AddressInfo } from 'node:net';
import {
  makeKeys,
  PROBE_EVERY_MS,
  type ProbePlan,
  Prober,
  ProbeReport,
  ProbeTarget,
  runProbes,
} from '@taskdeck/tasks';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

const keys = makeKeys();
const CONTAINER = 'ab'.repeat(32);

const listening = createServer((socket) => socket.destroy());
const silent = createServer();
let open = 0;
let shut = 0;
const portOf = (server: typeof silent) => {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on a port');
  return address.port;
};
beforeEach(async () => {
  for (const server of [listening, silent])
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
  open = portOf(listening);
  shut = portOf(silent);
  await new Promise((resolve) => {
    silent.close(resolve);
  });
});
afterEach(async () => {
  await new Promise((resolve) => {
    listening.close(resolve);
  });
});

describe('an attempt', () => {
  it('tells a port where something listens from one where nothing does', async () => {
    const { results } = await runProbes([
      { service: 'a', host: '127.0.0.1', port: open },
      { service: 'b', host: '127.0.0.1', port: shut },
    ]);
    expect(results.map(({ service, outcome }) => [service, outcome])).toEqual([
      ['a', 'connected'],
      ['b', 'refused'],
    ]);
  });

  it('proves nothing where an address that nobody has answers the same', async () => {
    const everywhere = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => {
      everywhere.listen(0, '0.0.0.0', resolve);
    });
    const plan = [
      { service: 'anybody', host: '127.0.0.2', port: portOf(everywhere) },
      // Only this address listens; the one beside it refuses.
      { service: 'itself', host: '127.0.0.1', port: open },
      { service: 'refuses', host: '127.0.0.1', port: shut },
    ];
    const outcomes = async (near?: BlockList) =>
      (await runProbes(plan, near)).results.map(({ outcome }) => outcome);
    // As if they were behind a gateway; and as they are, on a network of our own.
    expect(await outcomes(new BlockList())).toEqual(['foreign', 'connected', 'foreign']);
    expect(await outcomes()).toEqual(['connected', 'connected', 'refused']);
    await new Promise((resolve) => {
      everywhere.close(resolve);
    });
  });

  it('is over within a second where nobody answers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    // For documentation only (RFC 5737); and a name that no network knows.
    const probing = runProbes([
      { service: 'a', host: '198.51.100.1', port: 1 },
      { service: 'b', host: 'no-service-has-this-name', port: 1 },
    ]);
    await vi.advanceTimersByTimeAsync(1_000);
    const { results } = await probing;
    expect(results.map(({ service }) => service)).toEqual(['a', 'b']);
    expect(['unnamed', 'timeout']).toContain(results[1]?.outcome);
  });

  it('is not over when only the process stood still', async () => {
    const probing = runProbes([
      { service: 'a', host: '127.0.0.1', port: open },
      { service: 'b', host: '127.0.0.1', port: shut },
    ]);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_100);
    const { results } = await probing;
    expect(results.map(({ outcome }) => outcome)).toEqual(['connected', 'refused']);
  });

  it.each([
    ['redis', true],
    ['proto_redis-1', true],
    ['172.20.0.2', true],
    ['10.1.2.3', true],
    ['fd00::5', true],
    ['172.32.0.1', false],
    ['1.1.1.1', false],
    ['127.0.0.1', false],
    ['169.254.169.254', false],
    ['2606:4700::1111', false],
    ['example.com', false],
    ['a b', false],
    ['', false],
  ])('at %s is made: %s', (host, isMade) => {
    expect(ProbeTarget.safeParse({ service: 'a', host, port: 80 }).success).toBe(isMade);
  });
});

describe('a prober', () => {
  let stored: Map<string, string>;
  let time: number;
  let prober: Prober;
  const plan: ProbePlan = [{ service: 'redis', host: 'localhost', port: 1 }];
  const start = (containerId: string | null) => {
    const redis = {
      mget: async (wanted: string[]) => wanted.map((key) => stored.get(key) ?? null),
      set: async (key: string, value: string) => void stored.set(key, value),
    };
    const log = { debug: () => {} };
    prober = new Prober({ redis, keys, containerId, now: () => time, log });
    prober.start();
  };
  const report = () => stored.get(keys.probeReport(CONTAINER.slice(0, 12)));
  /** Time goes on until there is a report other than `before`; connections take real time meanwhile. */
  const next = async (before: string | undefined): Promise<string> => {
    let now = report();
    while (now === undefined || now === before) {
      await vi.advanceTimersByTimeAsync(100);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      now = report();
    }
    return now;
  };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    stored = new Map([[keys.probePlan, JSON.stringify(plan)]]);
    time = Date.UTC(2026, 10, 22);
  });
  afterEach(() => {
    prober.stop();
    vi.useRealTimers();
  });

  it('reports, again after a minute, when the plan changes, and when asked', async () => {
    start(CONTAINER);
    const first = ProbeReport.parse(JSON.parse(await next(undefined)));
    expect(first).toMatchObject({ at: '2026-11-22T00:00:00.000Z', results: plan });
    let before = report();
    time += PROBE_EVERY_MS / 2;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(report()).toBe(before);
    time += PROBE_EVERY_MS / 2;
    before = await next(before);
    time += 1_000;
    stored.set(keys.probePlan, JSON.stringify([...plan, ...plan]));
    before = await next(before);
    time += 1_000;
    stored.set(keys.probeAsked, 'somebody');
    await next(before);
  });

  it('tries nothing without a plan, outside containers, or when the plan is not ours', async () => {
    start(null);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(stored.size).toBe(1);
    stored.set(keys.probePlan, JSON.stringify([{ service: 'x', host: '1.1.1.1', port: 443 }]));
    start(CONTAINER);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(stored.size).toBe(1);
    stored.delete(keys.probePlan);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(stored.size).toBe(0);
  });
});
