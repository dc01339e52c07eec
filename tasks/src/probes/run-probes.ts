import { createSocket } from 'node:dgram';
import { BlockList, connect, isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { ProbeOutcome, ProbePlan, ProbeReport, ProbeTarget } from './probe-plan.ts';

/** Containers answer within some ms, or never. */
const TIMEOUT_MS = 1_000;
const CONCURRENCY = 10;
/** Any address of the internet does: only a route to it is looked up. */
const ELSEWHERE = '1.1.1.1';

const OUTCOMES: Readonly<Record<string, ProbeOutcome>> = {
  ECONNREFUSED: 'refused',
  // The other side answered, if only to hang up.
  ECONNRESET: 'refused',
  ENOTFOUND: 'unnamed',
  EAI_AGAIN: 'unnamed',
  ETIMEDOUT: 'timeout',
};

/** Tries to connect to everything once, and sends nothing. Does not reject. `near`: what is reached without a gateway. */
export async function runProbes(
  plan: ProbePlan,
  near = ownNetworks(),
): Promise<Omit<ProbeReport, 'at'>> {
  const results: ProbeReport['results'] = [];
  const queue = plan.entries();
  const work = async () => {
    for (const [index, target] of queue) results[index] = await tryOne(target);
  };
  const [routeOut] = await Promise.all([
    hasRouteOut(),
    ...Array.from({ length: CONCURRENCY }, work),
  ]);
  return { results: await withoutForeign(results, near), routeOut };
}

/**
 * What is not on a network of our own goes to the gateway, and whoever is behind it may answer in the container's place. Where an
 * address beside it, which no container has, answers the same, the answer proves nothing.
 */
async function withoutForeign(
  results: ProbeReport['results'],
  near: BlockList,
): Promise<ProbeReport['results']> {
  const taken = new Set(results.map(({ host }) => host));
  const controls = new Map<string, Promise<ProbeOutcome>>();
  const control = (host: string, port: number) => {
    const beside = besides(host, taken);
    const key = `${beside} ${port}`;
    const attempt = async () => (await tryOne({ service: '', host: beside, port })).outcome;
    const known = controls.get(key) ?? attempt();
    controls.set(key, known);
    return known;
  };
  return Promise.all(
    results.map(async (result) => {
      const { host, port, outcome } = result;
      const answered = outcome === 'connected' || outcome === 'refused';
      if (!answered || !isIPv4(host) || near.check(host)) return result;
      const beside = await control(host, port);
      const same = beside === 'connected' || beside === outcome;
      return same ? { ...result, outcome: 'foreign' as const } : result;
    }),
  );
}

/** An address of the same 256 that nobody is known to have. */
function besides(host: string, taken: ReadonlySet<string>): string {
  const net = host.slice(0, host.lastIndexOf('.') + 1);
  const free = Array.from({ length: 250 }, (_, i) => `${net}${253 - i}`);
  return free.find((address) => !taken.has(address)) ?? `${net}254`;
}

function ownNetworks(): BlockList {
  const list = new BlockList();
  for (const { cidr } of Object.values(networkInterfaces()).flatMap((found) => found ?? [])) {
    const [address = '', prefix] = (cidr ?? '').split('/');
    if (isIPv4(address)) list.addSubnet(address, Number(prefix));
  }
  return list;
}

async function tryOne(target: ProbeTarget): Promise<ProbeReport['results'][number]> {
  const startedAt = performance.now();
  const outcome = await new Promise<ProbeOutcome>((resolve) => {
    const socket = connect({ host: target.host, port: target.port });
    const end = (how: ProbeOutcome) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(how);
    };
    // Of our own: looking up a name counts, too. In a process that stood still meanwhile what has come is heard first.
    const timer = setTimeout(() => setImmediate(end, 'timeout'), TIMEOUT_MS);
    socket.once('connect', () => end('connected'));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end(OUTCOMES[error.code ?? ''] ?? 'unreachable'),
    );
  });
  return { ...target, outcome, ms: Math.round((performance.now() - startedAt) * 10) / 10 };
}

/** To connect a UDP socket means to look up a route, and nothing more (connect(2)). */
function hasRouteOut(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const end = (found: boolean) => {
      socket.close();
      resolve(found);
    };
    socket.once('error', () => end(false));
    socket.once('connect', () => end(true));
    socket.connect(53, ELSEWHERE);
  });
}
