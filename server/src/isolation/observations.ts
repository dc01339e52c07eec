import type { ProbeOutcome, ProbeReport } from '@taskdeck/tasks';
import type { NetworkFacts } from '../docker/network-facts.ts';
import type { Evidence, Observation } from './judge-rule.ts';

/** Reports by the first 12 digits of the container's id. */
export type Reports = ReadonlyMap<string, ProbeReport>;

/** From what proves most. */
const STRENGTH: readonly ProbeOutcome[] = [
  'connected',
  'refused',
  'foreign',
  'timeout',
  'unreachable',
  'unnamed',
];
const WORDS: Record<ProbeOutcome, string> = {
  connected: 'connected',
  refused: 'answered, though nothing listens',
  foreign: 'somebody else answers at its address',
  timeout: 'no answer',
  unreachable: 'no route',
  unnamed: 'name unknown',
};

/** What one container found of one service: its strongest outcome; null: it did not try. */
interface Found {
  readonly outcome: ProbeOutcome;
  readonly ms: number;
  readonly at: string;
  /** Each kind of failure: by name and by address they differ. */
  readonly all: readonly ProbeOutcome[];
}

/** What probes inside the services' containers found. */
export interface Probes {
  readonly observe: Evidence['observe'];
  /** ISO 8601: the newest report; null: no container reports. */
  readonly at: string | null;
}

export const NO_PROBES: Probes = { observe: () => null, at: null };

export function makeProbes({ containers }: NetworkFacts, reports: Reports): Probes {
  const byService = new Map<string, ProbeReport[]>();
  for (const { id, service } of containers) {
    const report = reports.get(id.slice(0, 12));
    if (report !== undefined) byService.set(service, [...(byService.get(service) ?? []), report]);
  }
  return {
    at:
      [...byService.values()]
        .flat()
        .map((report) => report.at)
        .sort()
        .at(-1) ?? null,
    observe(from, to, port) {
      // Nobody probes from outside.
      const own = from === null ? undefined : byService.get(from);
      if (own === undefined) return null;
      return to === null ? routesOut(own) : attempts(own, to, port);
    },
  };
}

function routesOut(reports: readonly ProbeReport[]): Observation {
  const out = reports.filter(({ routeOut }) => routeOut).length;
  return {
    reached: out > 0,
    words: `${out === 0 ? 'none' : out} of ${reports.length} ${out === 1 || out === 0 ? 'has' : 'have'} a route out`,
    at: oldest(reports),
  };
}

function attempts(
  reports: readonly ProbeReport[],
  to: string,
  port: number | null,
): Observation | null {
  const found = reports.flatMap((report) => findIn(report, to, port) ?? []);
  if (found.length === 0) return null;
  const connected = found.filter(({ outcome }) => outcome === 'connected');
  const answered = found.filter(({ outcome }) => outcome === 'refused');
  const of = (part: readonly Found[]) => `${part.length} of ${found.length}`;
  const at = oldest(found);
  if (connected.length > 0) {
    const ms = Math.max(...connected.map((one) => one.ms));
    // A rule that names a port wants it from every replica.
    const reached = port === null || connected.length === found.length;
    return { reached, words: `${of(connected)} connected within ${ms} ms`, at };
  }
  if (answered.length > 0)
    return { reached: port === null, words: `${of(answered)} ${WORDS.refused}`, at };
  const kinds = STRENGTH.filter((kind) => found.some(({ all }) => all.includes(kind)));
  const why = kinds.map((kind) => WORDS[kind]).join(', ');
  // An address at which anybody answers is no proof, neither that it is there nor that it is not.
  const reached = kinds.includes('foreign') ? null : false;
  return { reached, words: `${of(found)} did not get there (${why})`, at };
}

function findIn({ results, at }: ProbeReport, to: string, port: number | null): Found | null {
  const own = results
    .filter((one) => one.service === to && (port === null || one.port === port))
    .sort((a, b) => STRENGTH.indexOf(a.outcome) - STRENGTH.indexOf(b.outcome));
  const [best] = own;
  if (best === undefined) return null;
  return { outcome: best.outcome, ms: best.ms, at, all: own.map(({ outcome }) => outcome) };
}

const oldest = (all: readonly { readonly at: string }[]): string =>
  all.map(({ at }) => at).sort()[0] ?? '';
