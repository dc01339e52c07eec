import type { StackFacts } from '../redis/snapshots.ts';
import type { ContainerFacts } from '../schemas/container-detail.ts';
import type { Containers, ContainerView } from '../schemas/container.ts';
import type { DockerAccess } from '../schemas/docker-access.ts';
import type { Networks } from '../schemas/network.ts';
import type { PanelSettings } from './panel-settings.ts';

/** Everything that hardening is judged by; null: not known (yet). */
export interface Seen {
  readonly containers: Containers;
  readonly facts: StackFacts | null;
  readonly networks: Networks | null;
  readonly access: DockerAccess | null;
  readonly panel: PanelSettings;
  readonly accounts: number | null;
}

/** A container with as much as is known of it. */
export interface SeenContainer {
  readonly view: ContainerView;
  readonly service: string;
  readonly oneOff: boolean;
  /** null: see `why`. */
  readonly facts: ContainerFacts | null;
  /** Why it can't be judged; empty where it can. */
  readonly why: string;
}

/** Why no container can be judged; null: those that are there can be. */
export function blindness({ engine, engines }: Containers): string | null {
  const hosts = engines.length > 0 ? engines : [engine];
  if (hosts.every(({ state }) => state !== 'connected'))
    return engine.reason ?? 'Docker does not answer.';
  if (hosts.every(({ project }) => project === null))
    return 'Shown are all containers of this machine: which of them are the stack is not known. Name it in DOCKER_PROJECT.';
  return null;
}

/** Containers that are there to stay or to be started again. */
export function seenContainers({ containers, facts }: Seen): SeenContainer[] {
  const known = new Map(facts?.items.map((one) => [one.id, one]));
  const away = new Set(
    containers.engines.filter(({ state }) => state !== 'connected').map(({ host }) => host),
  );
  // What another one waits for to be completed is to end, also while it still runs.
  const completed = new Set(
    [...known.values()].flatMap(({ dependsOn }) =>
      dependsOn.filter(({ condition }) => condition === 'completed').map(({ service }) => service),
    ),
  );
  return containers.items
    .filter(({ state }) => state !== 'removing' && state !== 'dead')
    .map((view) => {
      const isAway = view.host !== null && away.has(view.host);
      const told = isAway ? null : (known.get(view.id) ?? null);
      const why = isAway
        ? `Docker on ${view.host} does not answer`
        : 'Its details are not read yet';
      return {
        view,
        service: view.service ?? view.name,
        oneOff: view.done || (view.service !== null && completed.has(view.service)),
        facts: told,
        why: told === null ? why : '',
      };
    });
}
