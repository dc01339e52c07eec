import type { Hardening, HardeningCheck } from '../../api.ts';
import { formatCount } from '../../format.ts';

/** A rule with all for which it stands alike: three services without limits are one line. */
export interface RuleGroup extends Pick<
  HardeningCheck,
  'rule' | 'demand' | 'passes' | 'meaning' | 'remedy'
> {
  readonly findings: readonly Finding[];
}

/** What was found, and where: in five services the same is one line, too. */
export interface Finding {
  readonly found: string;
  readonly places: readonly Pick<HardeningCheck, 'service' | 'containerId'>[];
}

/** Checks by rule and outcome, in the order that they have. */
export function groupChecks(checks: readonly HardeningCheck[]): RuleGroup[] {
  const groups = new Map<string, HardeningCheck[]>();
  for (const check of checks) {
    const key = `${check.rule} ${check.passes}`;
    groups.set(key, [...(groups.get(key) ?? []), check]);
  }
  return [...groups.values()].flatMap((alike) => {
    const [first] = alike;
    return first === undefined ? [] : [{ ...first, findings: findingsOf(alike) }];
  });
}

function findingsOf(checks: readonly HardeningCheck[]): Finding[] {
  const texts = [...new Set(checks.map(({ found }) => found))];
  return texts.map((found) => ({ found, places: checks.filter((one) => one.found === found) }));
}

/** Text with code in backticks as its pieces; every second one is code. */
export const codePieces = (text: string): string[] => text.split('`');

/** How many checks fail, can't be told, and pass. */
export function tally({ checks }: Pick<Hardening, 'checks'>) {
  const count = (value: boolean | null) => checks.filter(({ passes }) => passes === value).length;
  return { failing: count(false), open: count(null), passing: count(true) };
}

/** The answer in one line: `3 of 61 checks fail`, `nothing fails, 4 can't be told`, `all 61 checks pass`. */
export function verdictWords(hardening: Pick<Hardening, 'checks'>): string {
  const { failing, open } = tally(hardening);
  const { length } = hardening.checks;
  if (failing > 0)
    return `${failing} of ${formatCount(length, 'check')} ${failing === 1 ? 'fails' : 'fail'}`;
  return open > 0
    ? `nothing fails, ${open} can’t be told`
    : `all ${formatCount(length, 'check')} pass`;
}

/** How the panel itself is set, as facts beside the rules. */
export function panelFacts({ panel }: Pick<Hardening, 'panel'>): { key: string; value: string }[] {
  const { tls, readOnly, sharedToken, accounts } = panel;
  return [
    { key: 'Browsers come by', value: tls ? 'TLS' : 'plain HTTP' },
    { key: 'Changes', value: readOnly ? 'none: read-only' : 'by role' },
    { key: 'Accounts', value: accounts === null ? 'can’t tell' : String(accounts) },
    { key: 'Shared token', value: sharedToken ? 'accepted, as operator' : 'none' },
  ];
}
