import type { NetworkFacts } from '../docker/network-facts.ts';
import type { RuleResult } from '../schemas/network.ts';
import type { Demand, Rule } from './parse-rules.ts';
import { predict } from './reachability.ts';
import { listed } from './reach-containers.ts';
import { OUTSIDE } from './topology.ts';
import type { Group } from './topology.ts';

/** What probes inside a service found; null: none runs there, or it did not try. */
export interface Observation {
  /** null: they tried, and it does not tell. */
  readonly reached: boolean | null;
  /** Such as `3 of 3 connected`. */
  readonly words: string;
  /** ISO 8601: the oldest that counts. */
  readonly at: string;
}

/** What rules are held against. */
export interface Evidence {
  readonly facts: NetworkFacts;
  readonly groups: ReadonlyMap<string, Group>;
  /** Ends are services, null for outside; `port` null: any. */
  observe(from: string | null, to: string | null, port: number | null): Observation | null;
}

/** A rule's result, and the cells of the matrix that break it. */
export interface Judgement {
  readonly result: RuleResult;
  readonly broken: readonly { readonly from: string; readonly to: string }[];
}

type Finding = Pick<RuleResult, 'passes' | 'reason'> & { readonly broken?: Judgement['broken'] };
type End = string | null;

/** Holds a rule against what is known. Services of the debug profile are exempt, which the reason says. */
export function judgeRule({ line, text, demand }: Rule, evidence: Evidence): Judgement {
  const { passes, reason, broken = [] } = find(demand, evidence);
  return { result: { line, text, passes, reason }, broken: passes === false ? broken : [] };
}

function find(demand: Demand, evidence: Evidence): Finding {
  const { facts } = evidence;
  if (facts.at === null) return unknown('Docker has not told yet.');
  if (demand.kind === 'publishes') return findOnly(demand.only, publishers(evidence), 'publishes');
  if (demand.kind === 'mounts-socket')
    return findOnly(demand.only, socketMounts(evidence), 'mounts the socket');
  if (facts.trouble !== null) return unknown(facts.trouble);
  const ends = demand.kind === 'reaches' ? [demand.to] : [demand.from, demand.to];
  for (const end of ends)
    if (end !== null && !evidence.groups.has(end))
      return unknown(`There is no service ${end} here.`);
  if (demand.kind === 'reaches')
    return findOnly(
      demand.only,
      reachers(demand.to, evidence),
      `reaches ${demand.to ?? 'the internet'}`,
    );
  const debug = ends.find((end) => end !== null && isDebug(end, evidence));
  if (typeof debug === 'string')
    return { passes: true, reason: `exempt: ${debug} is of the debug profile` };
  return demand.kind === 'apart'
    ? findApart(demand.from, demand.to, evidence)
    : findConnected(demand, evidence);
}

const unknown = (reason: string): Finding => ({ passes: null, reason });
const cell = (from: End, to: End) => ({ from: from ?? OUTSIDE, to: to ?? OUTSIDE });

function isDebug(name: string, { groups }: Evidence): boolean {
  return groups.get(name)?.nodes.every(({ fact }) => fact.debug) ?? false;
}

function predicted(from: End, to: End, { groups }: Evidence) {
  const group = (end: End) => (end === null ? null : (groups.get(end) ?? null));
  return predict(group(from), group(to));
}

function findApart(from: End, to: End, evidence: Evidence): Finding {
  const { reachable, reason } = predicted(from, to, evidence);
  const seen = evidence.observe(from, to, null);
  const broken = [cell(from, to)];
  if (seen?.reached === true) return { passes: false, reason: `seen: ${seen.words}`, broken };
  if (reachable === true) return { passes: false, reason, broken };
  // An attempt that failed does not prove that none succeeds, but it agrees.
  if (reachable === null) return unknown(seen === null ? reason : `${reason}; ${seen.words}`);
  return { passes: true, reason: seen === null ? reason : `${seen.words}; ${reason}` };
}

function findConnected(
  { from, to, port }: Extract<Demand, { kind: 'connected' }>,
  evidence: Evidence,
): Finding {
  const { reachable, reason } = predicted(from, to, evidence);
  const seen = evidence.observe(from, to, port);
  const broken = [cell(from, to)];
  if (seen?.reached === false) return { passes: false, reason: `seen: ${seen.words}`, broken };
  if (seen?.reached === true) return { passes: true, reason: seen.words };
  return { passes: reachable, reason, broken };
}

/** Who does what only some may. `sure` false: what is known does not tell whether it does. */
interface Doer {
  readonly name: string;
  readonly words: string;
  readonly sure: boolean;
  readonly debug: boolean;
  readonly cell: Judgement['broken'][number] | null;
}

function findOnly(only: readonly string[], doers: readonly Doer[], verb: string): Finding {
  const others = doers.filter(({ name }) => !only.includes(name));
  const exempt = others.filter(({ debug }) => debug);
  const guilty = others.filter(({ debug, sure }) => sure && !debug);
  if (guilty.length > 0)
    return {
      passes: false,
      reason: enumerate(guilty),
      broken: guilty.flatMap((doer) => doer.cell ?? []),
    };
  const open = others.filter(({ debug, sure }) => !sure && !debug);
  if (open.length > 0) return unknown(enumerate(open));
  const allowed = doers.filter(({ name }) => only.includes(name)).map(({ name }) => name);
  const who = allowed.length === 0 ? `nobody ${verb}` : `${listed(allowed)} and nobody else`;
  if (exempt.length === 0) return { passes: true, reason: who };
  const names = listed(exempt.map(({ name }) => name));
  return { passes: true, reason: `${who}; exempt, of the debug profile: ${names}` };
}

/** More names don't help. */
const MOST_NAMED = 5;

function enumerate(doers: readonly Doer[]): string {
  const named = doers.slice(0, MOST_NAMED).map(({ words }) => words);
  const more = doers.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

function publishers(evidence: Evidence): Doer[] {
  return [...evidence.groups.keys()].flatMap((name) => {
    const { nodes } = evidence.groups.get(name) ?? { nodes: [] };
    const opens = nodes.some((node) => node.stack === 'host' || node.fact.published.length > 0);
    if (!opens) return [];
    const { reason } = predicted(null, name, evidence);
    const debug = isDebug(name, evidence);
    return [{ name, words: reason, sure: true, debug, cell: cell(null, name) }];
  });
}

function socketMounts(evidence: Evidence): Doer[] {
  return evidence.facts.mounts
    .filter(({ kind }) => kind === 'socket')
    .flatMap(({ members }) => members)
    .map(({ service, target }) => ({
      name: service,
      words: `${service} mounts it at ${target}`,
      sure: true,
      debug: isDebug(service, evidence),
      cell: null,
    }));
}

function reachers(to: End, evidence: Evidence): Doer[] {
  const names: End[] = [...evidence.groups.keys()].filter((name) => name !== to);
  // The world reaches itself.
  if (to !== null) names.push(null);
  return names.flatMap((from) => {
    const { reachable, reason } = predicted(from, to, evidence);
    const seen = evidence.observe(from, to, null);
    if (reachable === false && seen?.reached !== true) return [];
    const name = from ?? OUTSIDE;
    const words = `${name}: ${seen?.reached === true ? seen.words : reason}`;
    const sure = reachable === true || seen?.reached === true;
    const debug = from !== null && isDebug(from, evidence);
    return [{ name, words, sure, debug, cell: cell(from, to) }];
  });
}
