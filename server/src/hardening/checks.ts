import { groupBy } from '../group-by.ts';
import type { HardeningCheck } from '../schemas/hardening.ts';
import { CONTAINER_RULES, type ContainerRule } from './container-rules.ts';
import { unknown, type Finding, type Rule } from './finding.ts';
import { PANEL_RULES } from './panel-rules.ts';
import { blindness, seenContainers, type Seen, type SeenContainer } from './seen.ts';
import { STACK_RULES } from './stack-rules.ts';

type Subject = Pick<HardeningCheck, 'about' | 'service' | 'containerId'>;

const ORDER: readonly (boolean | null)[] = [false, null, true];
const severity = ({ passes }: Finding): number => ORDER.indexOf(passes);

function check({ rule, demand, meaning, remedy }: Rule, subject: Subject, how: Finding) {
  return {
    rule,
    ...subject,
    demand,
    passes: how.passes,
    found: how.found,
    meaning,
    remedy: how.passes === true ? null : remedy,
  };
}

const judgeOne = (rule: ContainerRule, { facts, why, ...container }: SeenContainer): Finding =>
  facts === null ? unknown(why) : rule.judge({ ...container, facts });

/** A rule for all containers of a service: as good as the worst of them. */
function judgeService(
  rule: ContainerRule,
  service: string,
  containers: readonly SeenContainer[],
): HardeningCheck[] {
  const judged = containers
    .filter(({ oneOff }) => rule.forOneOffs || !oneOff)
    .map((container) => ({ container, how: judgeOne(rule, container) }))
    .sort((a, b) => severity(a.how) - severity(b.how));
  const [worst] = judged;
  if (worst === undefined) return [];
  const alike = judged.filter(({ how }) => how.passes === worst.how.passes).length;
  const share = alike < judged.length ? `${alike} of ${judged.length}: ` : '';
  const subject = { about: 'containers', service, containerId: worst.container.view.id } as const;
  const found = `${share}${worst.how.found}`;
  return [check(rule, subject, { passes: worst.how.passes, found })];
}

function judgeContainers(seen: Seen): HardeningCheck[] {
  const blind = blindness(seen.containers);
  if (blind !== null) {
    const nobody = { service: null, containerId: null };
    return [
      ...STACK_RULES.map((rule) => check(rule, { about: 'stack', ...nobody }, unknown(blind))),
      ...CONTAINER_RULES.map((rule) =>
        check(rule, { about: 'containers', ...nobody }, unknown(blind)),
      ),
    ];
  }
  const containers = seenContainers(seen);
  const services = [...groupBy(containers, ({ service }) => service)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const whole = { about: 'stack', service: null, containerId: null } as const;
  return [
    ...STACK_RULES.map((rule) => check(rule, whole, rule.judge({ seen, containers }))),
    ...CONTAINER_RULES.flatMap((rule) =>
      services.flatMap(([service, members]) => judgeService(rule, service, members)),
    ),
  ];
}

/**
 * Holds the stack against the rules: what fails first, then what can't be told, then what passes. What is not known never passes: without Docker
 * every rule about containers is one that can't be told.
 */
export function judgeHardening(seen: Seen): HardeningCheck[] {
  const panel = { about: 'panel', service: null, containerId: null } as const;
  return [
    ...judgeContainers(seen),
    ...PANEL_RULES.map((rule) => check(rule, panel, rule.judge(seen))),
  ].toSorted((a, b) => severity(a) - severity(b));
}
