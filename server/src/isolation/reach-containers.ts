import type { NetworkFact } from '../docker/network-facts.ts';
import type { Node } from './topology.ts';

/**
 * Whether something can be reached, and how, by what Docker does with its networks (Docker's documentation of packet filtering and
 * firewalls, and of port publishing). `by` names what decides, in words that go after "from … to …:".
 */
export interface Verdict {
  /** null: what is known does not tell. */
  readonly reachable: boolean | null;
  readonly reason: string;
  /** Ports of the host through which it goes; null: the container's own. */
  readonly hostPorts: readonly number[] | null;
}

const yes = (reason: string, hostPorts: readonly number[] | null = null): Verdict => ({
  reachable: true,
  reason,
  hostPorts,
});
const no = (reason: string): Verdict => ({ reachable: false, reason, hostPorts: null });
const unknown = (reason: string): Verdict => ({ reachable: null, reason, hostPorts: null });

/** `backend`, `backend and frontend`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
const labels = (networks: readonly NetworkFact[]): string =>
  listed(networks.map(({ label }) => label).sort());

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';
const portsOf = (node: Node) => node.published.map(({ port }) => port);
const addressesOf = (published: Node['published']): string =>
  listed(
    published.map(
      ({ address, port }) => `${address.includes(':') ? `[${address}]` : address}:${port}`,
    ),
  );

/** Networks through which a container gets to addresses of the host. `internal` keeps the world away and not the host. */
const waysToHost = ({ networks }: Node): NetworkFact[] =>
  networks.filter(({ internal, gateway }) => !internal || gateway !== 'isolated');
const waysOut = ({ networks }: Node): NetworkFact[] => networks.filter(({ internal }) => !internal);

/** From one container to another. Whether they run at the moment is not asked. */
export function reachContainer(from: Node, to: Node): Verdict {
  const names = { from: from.fact.service, to: to.fact.service };
  if (from.stack === to.stack) return yes('they share one network stack');
  if (to.stack === 'host') return toHost(from, names.from, names.to);
  if (from.stack === 'host') return fromHost(to, names.to);
  for (const node of [from, to])
    if (node.networks.length === 0) return no(`${node.fact.service} has no network`);
  const shared = from.networks.filter((network) => to.networks.includes(network));
  const open = shared.filter(({ membersTalk }) => membersTalk);
  if (open.length > 0) return yes(`both are on ${labels(open)}`);
  return acrossNetworks(from, to, shared);
}

function acrossNetworks(from: Node, to: Node, shared: readonly NetworkFact[]): Verdict {
  const { service } = to.fact;
  const ways = waysToHost(from);
  const published = to.published.filter(({ address }) => !isLoopback(address));
  if (published.length > 0 && ways.length > 0)
    return yes(
      `${service} publishes ${addressesOf(published)}, and ${from.fact.service} gets to the host through ${labels(ways)}`,
      published.map(({ port }) => port),
    );
  if (waysOut(from).length > 0) {
    const bare = to.networks.filter(({ gateway }) => gateway === 'nat-unprotected');
    if (bare.length > 0)
      return yes(`${labels(bare)} lets in everybody (gateway mode nat-unprotected)`);
    const routed = to.networks.filter(({ gateway }) => gateway === 'routed');
    if (routed.length > 0)
      return unknown(
        `${labels(routed)} lets in whoever asks for a published port (gateway mode routed)`,
      );
  }
  if (shared.length > 0)
    return no(`both are on ${labels(shared)}, which keeps its members apart (enable_icc=false)`);
  const places = `no shared network: ${from.fact.service} is on ${labels(from.networks)}, ${service} on ${labels(to.networks)}`;
  return no(
    to.published.length === 0
      ? places
      : `${places}; ${service} publishes ${addressesOf(to.published)} ${published.length === 0 ? 'to this machine only' : 'to the host, which is out of reach'}`,
  );
}

function toHost(from: Node, name: string, host: string): Verdict {
  const ways = waysToHost(from);
  if (ways.length > 0)
    return yes(
      `${host} has the host's network, and ${name} gets to the host through ${labels(ways)}`,
    );
  return no(
    from.networks.length === 0
      ? `${name} has no network`
      : `${host} has the host's network, and ${labels(from.networks)} is isolated from the host`,
  );
}

function fromHost(to: Node, name: string): Verdict {
  const open = to.networks.filter(({ gateway }) => gateway !== 'isolated');
  if (open.length > 0)
    return yes(`it has the host's network, and the host is on ${labels(open)} too`);
  if (to.published.length > 0)
    return yes(`${name} publishes ${addressesOf(to.published)} to the host`, portsOf(to));
  return no(
    to.networks.length === 0
      ? `${name} has no network`
      : `${labels(to.networks)} is isolated from the host`,
  );
}

/** From a container to the world beyond the host. */
export function reachOutside(from: Node): Verdict {
  const name = from.fact.service;
  if (from.stack === 'host') return yes(`${name} has the host's network`);
  if (from.networks.length === 0) return no(`${name} has no network`);
  const out = waysOut(from);
  if (out.length > 0) return yes(`${labels(out)} has a way out`);
  const leaky = waysToHost(from);
  const internal = `${labels(from.networks)} ${from.networks.length > 1 ? 'are' : 'is'} internal`;
  return no(
    leaky.length === 0
      ? internal
      : `${internal}; but services of the host can be reached at the gateway of ${labels(leaky)} (gateway mode isolated prevents it)`,
  );
}

/** From the host, and from whoever the host lets in, to a container's published ports. */
export function reachFromOutside(to: Node): Verdict {
  const name = to.fact.service;
  if (to.stack === 'host') return yes(`${name} has the host's network`);
  if (to.published.length > 0) {
    const local = to.published.every(({ address }) => isLoopback(address));
    const whom = local ? ', to this machine only' : '';
    return yes(`${name} publishes ${addressesOf(to.published)}${whom}`, portsOf(to));
  }
  const bare = to.networks.filter(({ gateway }) => gateway === 'nat-unprotected');
  if (bare.length > 0)
    return yes(`${labels(bare)} lets in everybody (gateway mode nat-unprotected)`);
  const direct = to.networks.filter(
    ({ driver, gateway }) => driver === 'macvlan' || driver === 'ipvlan' || gateway === 'routed',
  );
  if (direct.length > 0)
    return unknown(`${labels(direct)} gives addresses that others on its network can reach`);
  return no(`${name} publishes no port`);
}
