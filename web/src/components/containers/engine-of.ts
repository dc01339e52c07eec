import type { Container, Containers, Engine } from '../../api.ts';

/** The engine that a container runs on: with several hosts the one of its name. */
export function engineOf(
  { engine, engines }: Pick<Containers, 'engine' | 'engines'>,
  { host }: Pick<Container, 'host'>,
): Engine {
  return engines.find((other) => other.host === host) ?? engine;
}

/** What a host has: with several hosts the sum of those whose figures are known; null: none is. */
export function hostsHave(
  { engine, engines }: Pick<Containers, 'engine' | 'engines'>,
  what: 'cpus' | 'memoryBytes',
): number | null {
  const known = (engines.length === 0 ? [engine] : engines)
    .map((one) => one[what])
    .filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** Whether what is shown of a container is from now: its engine answers. */
export function isAnswering(
  containers: Pick<Containers, 'engine' | 'engines'>,
  item: Pick<Container, 'host'>,
): boolean {
  return engineOf(containers, item).state === 'connected';
}

/** When the figures of a container were read; null: never. */
export function seenAt(
  { at, engines }: Pick<Containers, 'at' | 'engines'>,
  { host }: Pick<Container, 'host'>,
): string | null {
  const own = engines.find((other) => other.host === host);
  return own === undefined ? at : own.at;
}
