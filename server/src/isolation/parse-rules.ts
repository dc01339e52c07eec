/** What may not, must, or may be done by some services only. Ends of a way are services, or null for `outside`. */
export type Demand =
  | { readonly kind: 'apart'; readonly from: string | null; readonly to: string | null }
  | {
      readonly kind: 'connected';
      readonly from: string | null;
      readonly to: string | null;
      readonly port: number | null;
    }
  | { readonly kind: 'publishes'; readonly only: readonly string[] }
  | { readonly kind: 'mounts-socket'; readonly only: readonly string[] }
  | { readonly kind: 'reaches'; readonly only: readonly string[]; readonly to: string | null };

export interface Rule {
  /** From 1. */
  readonly line: number;
  /** As written, without comment and needless spaces. */
  readonly text: string;
  readonly demand: Demand;
}

interface RuleFault {
  /** null: the file as a whole. */
  readonly line: number | null;
  readonly message: string;
}

export interface Rules {
  readonly rules: readonly Rule[];
  readonly faults: readonly RuleFault[];
}

/** More than anyone reads. */
const MAX_RULES = 200;
const NAME = /^[a-zA-Z0-9][\w.\-/]{0,127}$/;
const FORMS =
  'A rule is one of: "a !-> b", "a -> b:6379", "only a publishes", "only a mounts the socket", "only a and b reach c".';

/** Reads a rules file: a rule a line, `#` begins a comment. What can't be read is told by line; the rest counts. */
export function parseRules(text: string): Rules {
  const rules: Rule[] = [];
  const faults: RuleFault[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const words = raw.replace(/#.*$/, '').trim().replaceAll(/\s+/g, ' ');
    if (words === '') continue;
    if (rules.length >= MAX_RULES) {
      faults.push({
        line,
        message: `There are more than ${MAX_RULES} rules; the rest is left out.`,
      });
      break;
    }
    const demand = parseDemand(words);
    if (typeof demand === 'string') faults.push({ line, message: demand });
    else rules.push({ line, text: words, demand });
  }
  return { rules, faults };
}

/** The ports that rules name, by service. */
export function namedPorts(rules: readonly Rule[]): ReadonlyMap<string, readonly number[]> {
  const ports = new Map<string, number[]>();
  for (const { demand } of rules) {
    if (demand.kind !== 'connected' || demand.to === null || demand.port === null) continue;
    const known = ports.get(demand.to) ?? [];
    if (!known.includes(demand.port)) ports.set(demand.to, [...known, demand.port]);
  }
  return ports;
}

/** A demand, or what is wrong with the line. */
function parseDemand(words: string): Demand | string {
  const arrow = /^(\S+) (!?->) (\S+)$/.exec(words);
  if (arrow !== null) return parseArrow(arrow[1] ?? '', arrow[2] === '!->', arrow[3] ?? '');
  const only = /^only (.+?) (publish(?:es)?|mounts? the socket|reach(?:es)? (\S+))$/.exec(words);
  if (only !== null) return parseOnly(only[1] ?? '', only[2] ?? '', only[3]);
  return `"${words}" can't be read. ${FORMS}`;
}

function parseArrow(left: string, apart: boolean, right: string): Demand | string {
  const [target = '', port, ...rest] = right.split(':');
  if (rest.length > 0) return `"${right}" has more than one port.`;
  const from = parseEnd(left);
  const to = parseEnd(target);
  if (left === 'internet')
    return 'The internet is reached and does not reach: write "outside" on the left.';
  if (from === undefined) return `"${left}" can't be the name of a service.`;
  if (to === undefined) return `"${target}" can't be the name of a service.`;
  if (from === to) return 'Both ends are the same.';
  if (port === undefined)
    return apart ? { kind: 'apart', from, to } : { kind: 'connected', from, to, port: null };
  if (apart) return 'A port belongs to a rule with "->": without a way there is no port.';
  if (to === null) return 'A port needs a service.';
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (number < 1 || number > 65_535) return `"${port}" is no port: 1 to 65535.`;
  return { kind: 'connected', from, to, port: number };
}

function parseOnly(names: string, what: string, target: string | undefined): Demand | string {
  const only = names.split(/, | and /).map((name) => name.trim());
  const wrong = only.find((name) => !NAME.test(name) || name === 'outside' || name === 'internet');
  if (wrong !== undefined) return `"${wrong}" can't be the name of a service.`;
  if (what.startsWith('publish')) return { kind: 'publishes', only };
  if (what.startsWith('mount')) return { kind: 'mounts-socket', only };
  const to = parseEnd(target ?? '');
  return to === undefined
    ? `"${target ?? ''}" can't be the name of a service.`
    : { kind: 'reaches', only, to };
}

/** null: outside; undefined: no name. */
function parseEnd(name: string): string | null | undefined {
  if (name === 'internet' || name === 'outside') return null;
  return NAME.test(name) ? name : undefined;
}
