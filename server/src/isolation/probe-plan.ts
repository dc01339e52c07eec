import { ProbeTarget } from '@taskdeck/tasks';
import type { ProbePlan } from '@taskdeck/tasks';
import type { NetworkFacts } from '../docker/network-facts.ts';
import { namedPorts } from './parse-rules.ts';
import type { Rules } from './parse-rules.ts';
import { groupsOf } from './topology.ts';

/** Replicas of a service that are tried by address: what holds for three holds for all. */
const MAX_REPLICAS = 3;
const MAX_PORTS = 3;
const MAX_TARGETS = 300;
/** Where nothing is known to listen any port does: an address that refuses is reached. This one is free everywhere. */
const NO_PORT = 1;

/** What containers should try: every service by its name, and by each of its addresses, because names are known on shared networks only. */
export function probePlan(facts: NetworkFacts, { rules }: Rules): ProbePlan {
  const plan: ProbePlan = [];
  for (const { name, nodes, ports } of groupsOf(facts, namedPorts(rules)).values()) {
    const running = nodes.filter(({ fact }) => fact.runs);
    if (running.length === 0) continue;
    const addresses = running
      .slice(0, MAX_REPLICAS)
      .flatMap(({ fact }) => fact.addresses)
      .flatMap(({ ipAddress }) => ipAddress ?? []);
    const tried = ports.length > 0 ? ports.slice(0, MAX_PORTS) : [NO_PORT];
    for (const host of [name, ...addresses])
      for (const port of tried) {
        // A service of many projects has a name that resolves nowhere.
        const target = ProbeTarget.safeParse({ service: name, host, port });
        if (target.success) plan.push(target.data);
      }
  }
  return plan.slice(0, MAX_TARGETS);
}
