import type { Containers, Engine } from '../schemas/container.ts';
import type { DockerAccess } from '../schemas/docker-access.ts';

/** What one host of several told last. */
interface HostSnapshot {
  readonly host: string;
  readonly last: Containers;
}

/** From well to worst. */
const STATES: readonly Engine['state'][] = [
  'connected',
  'connecting',
  'off',
  'unsupported',
  'forbidden',
  'unreachable',
];
const VERDICTS: readonly DockerAccess['verdict'][] = ['proven', 'unknown', 'open'];

/** One snapshot of all hosts: their containers in the order of `DOCKER_HOSTS`, each with its host. */
export function combinedSnapshot(hosts: readonly HostSnapshot[]): Containers {
  const fresh = hosts.filter(({ last }) => last.engine.state === 'connected');
  const times = (fresh.length > 0 ? fresh : hosts).flatMap(({ last }) => last.at ?? []).sort();
  return {
    engine: combinedEngine(hosts),
    // Of what is shown as fresh nothing is older.
    at: times[0] ?? null,
    items: hosts.flatMap(({ host, last }) => last.items.map((item) => ({ ...item, host }))),
    engines: hosts.map(({ host, last }) => ({ ...last.engine, host, at: last.at })),
  };
}

/** The worst state of all, with every reason; what is told of them is what they agree in, and their size together. */
function combinedEngine(hosts: readonly HostSnapshot[]): Engine {
  const engines = hosts.map(({ last }) => last.engine);
  const worst = Math.max(...engines.map(({ state }) => STATES.indexOf(state)));
  const reasons = hosts.flatMap(({ host, last: { engine } }) =>
    engine.reason === null ? [] : [`${host}: ${engine.reason}`],
  );
  return {
    state: STATES[worst] ?? 'unreachable',
    reason: reasons.length === 0 ? null : reasons.join(' '),
    version: shared(engines.map(({ version }) => version)),
    apiVersion: shared(engines.map(({ apiVersion }) => apiVersion)),
    name: shared(engines.map(({ name }) => name)),
    cpus: sum(engines.map(({ cpus }) => cpus)),
    memoryBytes: sum(engines.map(({ memoryBytes }) => memoryBytes)),
    project: shared(engines.map(({ project }) => project)),
    kind: shared(engines.map(({ kind }) => kind)),
    rootless: shared(engines.map(({ rootless }) => rootless)),
    cgroups: shared(engines.map(({ cgroups }) => cgroups)),
  };
}

/** The worst verdict of all, with the requests that were tried there. */
export function combinedAccess(
  tried: readonly { readonly host: string; readonly access: DockerAccess }[],
): DockerAccess | null {
  const [worst] = [...tried].sort(
    (a, b) => VERDICTS.indexOf(b.access.verdict) - VERDICTS.indexOf(a.access.verdict),
  );
  if (worst === undefined) return null;
  const { host, access } = worst;
  return { ...access, reason: access.reason === null ? null : `${host}: ${access.reason}` };
}

function shared<T>(values: readonly (T | null)[]): T | null {
  const [first = null, ...others] = values;
  return others.every((value) => value === first) ? first : null;
}

/** null: not known of any. */
function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
