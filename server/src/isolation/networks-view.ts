import type { ContainerFact, NetworkFact, NetworkFacts } from '../docker/network-facts.ts';
import type { Networks, NetworkService, NetworkView, Reach } from '../schemas/network.ts';
import { judgeRule } from './judge-rule.ts';
import type { Evidence, Judgement } from './judge-rule.ts';
import { NO_PROBES } from './observations.ts';
import type { Probes } from './observations.ts';
import { namedPorts } from './parse-rules.ts';
import type { Rules } from './parse-rules.ts';
import { predict } from './reachability.ts';
import { groupsOf, OUTSIDE } from './topology.ts';
import type { Group } from './topology.ts';

/** A matrix of more is not read by anybody, and it grows with the square. */
const MAX_SERVICES = 30;

/** Everything the networks page says: pure. */
export function networksView(
  facts: NetworkFacts,
  { rules, faults }: Rules,
  { observe, at: probedAt }: Probes = NO_PROBES,
): Networks {
  const groups = groupsOf(facts, namedPorts(rules));
  const evidence: Evidence = { facts, groups, observe };
  const judged = rules.map((rule) => judgeRule(rule, evidence));
  // One-offs that ended well take no part any more.
  const present = [...groups.values()].filter(({ nodes }) => !nodes.every(({ fact }) => fact.done));
  const shown = present.slice(0, MAX_SERVICES);
  return {
    engine: facts.engine,
    at: facts.at,
    trouble: facts.trouble,
    ...(facts.others !== undefined && { others: [...facts.others] }),
    items: facts.networks.map((network) => networkView(network, facts.containers)),
    services: shown.map(serviceView),
    mounts: facts.mounts.map((mount) => ({ ...mount, members: [...mount.members] })),
    reachability: facts.trouble === null ? cells(shown, judged, evidence) : [],
    omitted: present.length - shown.length,
    rules: judged.map(({ result }) => result),
    ruleFaults: [...faults],
    probedAt,
  };
}

function networkView(network: NetworkFact, containers: readonly ContainerFact[]): NetworkView {
  const { name, label, driver, internal, gateway } = network;
  return {
    name,
    label,
    driver,
    internal,
    hostReachable: !internal || gateway !== 'isolated',
    members: containers
      .filter(({ done }) => !done)
      .flatMap((container) =>
        container.addresses
          .filter((address) => address.network === name)
          .map(({ ipAddress }) => ({
            service: container.service,
            containerId: container.id,
            container: container.name,
            ipAddress,
          })),
      ),
  };
}

function serviceView({ name, nodes }: Group): NetworkService {
  const facts = nodes.map(({ fact }) => fact);
  const published = facts.flatMap((fact) => fact.published.map((port) => ({ ...port })));
  const places = new Set(published.map(({ address, port }) => `${address} ${port}`));
  const network = nodes.some(({ stack }) => stack === 'host')
    ? 'host'
    : nodes.every((node) => node.networks.length === 0)
      ? 'none'
      : 'own';
  return {
    name,
    replicas: facts.length,
    running: facts.filter(({ runs }) => runs).length,
    debug: facts.every(({ debug }) => debug),
    stranger: facts.every(({ stranger }) => stranger),
    network,
    published: published.filter(({ address, port }) => places.delete(`${address} ${port}`)),
  };
}

function cells(
  groups: readonly Group[],
  judged: readonly Judgement[],
  { observe }: Evidence,
): Reach[] {
  const broken = new Map<string, number[]>();
  for (const { result, broken: where } of judged)
    for (const { from, to } of where) {
      const key = JSON.stringify([from, to]);
      broken.set(key, [...(broken.get(key) ?? []), result.line]);
    }
  const ends = [...groups, null];
  return ends.flatMap((from) =>
    ends
      .filter((to) => to !== from)
      .map((to) => {
        const { reachable, reason, ports } = predict(from, to);
        const seen = observe(from?.name ?? null, to?.name ?? null, null);
        const names = { from: from?.name ?? OUTSIDE, to: to?.name ?? OUTSIDE };
        return {
          ...names,
          reachable,
          reason,
          // Also where no network has a way, and yet there is one.
          ports: [...(ports.length === 0 && seen?.reached === true ? (to?.ports ?? []) : ports)],
          observed: seen?.reached ?? null,
          observation: seen === null ? null : { words: seen.words, at: seen.at },
          breaks: broken.get(JSON.stringify([names.from, names.to])) ?? [],
        };
      }),
  );
}
