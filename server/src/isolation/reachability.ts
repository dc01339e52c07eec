import { OUTSIDE } from './topology.ts';
import type { Group, Node } from './topology.ts';
import { listed, reachContainer, reachFromOutside, reachOutside } from './reach-containers.ts';
import type { Verdict } from './reach-containers.ts';

/** What the networks predict from one row to one column. */
interface Prediction {
  /** null: they don't tell. */
  readonly reachable: boolean | null;
  readonly reason: string;
  /** Ports at which `to` is reached, as far as Docker knows them; empty: none is known. */
  readonly ports: readonly number[];
}

/** null stands for `outside`. */
export function predict(from: Group | null, to: Group | null): Prediction {
  if (from === null) return to === null ? NOTHING : fromOutside(to);
  const verdicts = from.nodes.map((node) => ({
    node,
    verdict: to === null ? reachOutside(node) : toAny(node, to),
  }));
  return { ...summary(verdicts), ports: to === null ? [] : portsOf(to, verdicts) };
}

const NOTHING: Prediction = { reachable: null, reason: `${OUTSIDE} is not looked at`, ports: [] };

function fromOutside(to: Group): Prediction {
  const verdicts = to.nodes.map((node) => ({ node, verdict: reachFromOutside(node) }));
  return { ...summary(verdicts), ports: portsOf(to, verdicts) };
}

/** The best that a container reaches among replicas. */
function toAny(from: Node, to: Group): Verdict {
  const verdicts = to.nodes
    .filter((node) => node !== from)
    .map((node) => reachContainer(from, node));
  return best(verdicts) ?? { reachable: true, reason: 'it is itself', hostPorts: null };
}

function best(verdicts: readonly Verdict[]): Verdict | undefined {
  return (
    verdicts.find(({ reachable }) => reachable === true) ??
    verdicts.find(({ reachable }) => reachable === null) ??
    verdicts[0]
  );
}

type Judged = readonly { readonly node: Node; readonly verdict: Verdict }[];

/** One replica is enough to reach something; it is named where the others do not. */
function summary(judged: Judged): Omit<Prediction, 'ports'> {
  const verdict = best(judged.map((one) => one.verdict));
  if (verdict === undefined) return { reachable: null, reason: 'it has no container' };
  const same = judged.filter((one) => one.verdict.reachable === verdict.reachable);
  const some = same.length < judged.length;
  return {
    reachable: verdict.reachable,
    reason: some
      ? `${verdict.reason} (${listed(same.map(({ node }) => node.fact.name))} only)`
      : verdict.reason,
  };
}

function portsOf(to: Group, judged: Judged): readonly number[] {
  const verdict = best(judged.map((one) => one.verdict));
  if (verdict?.reachable === false) return [];
  if (verdict !== undefined && verdict.hostPorts !== null) return [...new Set(verdict.hostPorts)];
  return to.ports;
}
