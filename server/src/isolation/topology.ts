import type { ContainerFact, NetworkFact, NetworkFacts } from '../docker/network-facts.ts';

/** The host and the world beyond it, as a row and a column. */
export const OUTSIDE = 'outside';

/** A container with the networks it is on: those of another where it shares that one's network stack. */
export interface Node {
  readonly fact: ContainerFact;
  /** Equal where two share one network stack. */
  readonly stack: string;
  readonly networks: readonly NetworkFact[];
  readonly published: ContainerFact['published'];
}

/** The containers of one row of the matrix. */
export interface Group {
  readonly name: string;
  readonly nodes: readonly Node[];
  /** Where its containers listen, as far as anybody says; empty: nobody does. */
  readonly ports: readonly number[];
}

/**
 * Rows of the matrix by name. `named` are ports by service that the rules name: they are believed first, then published ones. What an
 * image says it exposes comes last, because nothing need listen there.
 */
export function groupsOf(
  { containers, networks }: NetworkFacts,
  named: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<string, Group> {
  const byName = new Map(networks.map((network) => [network.name, network]));
  const byId = new Map(containers.map((fact) => [fact.id, fact]));
  const groups = new Map<string, Node[]>();
  for (const fact of containers) {
    const owner = ownerOf(fact, byId);
    const node = {
      fact,
      stack: owner.stack === 'host' ? 'host' : owner.id,
      networks: owner.addresses.flatMap(({ network }) => byName.get(network) ?? []),
      published: owner.published,
    };
    groups.set(fact.service, [...(groups.get(fact.service) ?? []), node]);
  }
  return new Map(
    [...groups].map(([name, nodes]) => [
      name,
      { name, nodes, ports: named.get(name) ?? portsOf(nodes) },
    ]),
  );
}

function portsOf(nodes: readonly Node[]): number[] {
  const published = nodes.flatMap(({ fact }) =>
    fact.published.map(({ containerPort }) => containerPort),
  );
  const ports = published.length > 0 ? published : nodes.flatMap(({ fact }) => fact.exposed);
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** Whose network stack it has. Chains are followed as far as Docker allows them: it does not, but answers may say anything. */
function ownerOf(fact: ContainerFact, byId: ReadonlyMap<string, ContainerFact>): ContainerFact {
  if (typeof fact.stack === 'string') return fact;
  const owner = byId.get(fact.stack.of);
  return owner === undefined || typeof owner.stack !== 'string' ? fact : owner;
}
