import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
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

/** Tries to connect to everything once, and sends nothing. Does not reject. */
export async function runProbes(plan: ProbePlan): Promise<Omit<ProbeReport, 'at'>> {
  const results: ProbeReport['results'] = [];
  const queue = plan.entries();
  const work = async () => {
    for (const [index, target] of queue) results[index] = await tryOne(target);
  };
  const [routeOut] = await Promise.all([
    hasRouteOut(),
    ...Array.from({ length: CONCURRENCY }, work),
  ]);
  return { results, routeOut };
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
    // Of our own: looking up a name counts, too.
    const timer = setTimeout(() => end('timeout'), TIMEOUT_MS);
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
