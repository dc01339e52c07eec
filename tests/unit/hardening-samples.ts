import { judgeHardening } from '@taskdeck/server/hardening/checks';
import type { Seen } from '@taskdeck/server/hardening/seen';
import type { ContainerFacts } from '@taskdeck/server/schemas/container-detail';
import type { Containers, ContainerView } from '@taskdeck/server/schemas/container';
import type { DockerAccess } from '@taskdeck/server/schemas/docker-access';
import type { HardeningCheck } from '@taskdeck/server/schemas/hardening';
import type { Networks } from '@taskdeck/server/schemas/network';
import { fakeFacts } from '../fakes/container-facts.ts';
import { CONNECTED, fakeContainer } from '../fakes/docker-engine.ts';

export const AT = '2026-11-23T06:00:00.000Z';
/** Networks with one rule, which holds. */
export const NONE: Networks = {
  engine: CONNECTED,
  at: AT,
  trouble: null,
  items: [],
  services: [],
  mounts: [],
  reachability: [],
  omitted: 0,
  rules: [{ line: 1, text: 'nginx !-> redis', passes: true, reason: 'no shared network' }],
  ruleFaults: [],
  probedAt: null,
};
/** A gate that refuses all. */
export const PROVEN: DockerAccess = {
  checkedAt: AT,
  verdict: 'proven',
  reason: null,
  probes: [{ method: 'POST', target: '/x', danger: 'y', status: 403, refused: true }],
};

type Facts = Partial<Omit<ContainerFacts, 'hardening'>> & {
  hardening?: Partial<ContainerFacts['hardening']>;
};
/** What is special about a container. */
export interface Part {
  readonly view?: Partial<ContainerView>;
  /** null: not read. */
  readonly facts?: Facts | null;
}

/** Containers by service, as well kept as can be but for what is given. */
export function seen(
  parts: Readonly<Record<string, Part | Part[]>>,
  more: Partial<Seen> = {},
): Seen {
  const all = Object.entries(parts).flatMap(([service, some]) =>
    (Array.isArray(some) ? some : [some]).map(({ view = {}, facts = {} }, i) => {
      const id = `${service}-${i + 1}`;
      const plain = fakeFacts({ id });
      const told = facts && {
        ...plain,
        ...facts,
        hardening: { ...plain.hardening, ...facts.hardening },
      };
      return { view: fakeContainer({ id, service, replica: i + 1, ...view }), told };
    }),
  );
  const items = all.map(({ view }) => view);
  const containers: Containers = { engine: CONNECTED, at: AT, items, engines: [] };
  return {
    containers,
    facts: {
      items: all.flatMap(({ told }) => told ?? []),
      healthyAt: {},
      startedAnew: [],
      changedAt: AT,
    },
    networks: NONE,
    access: PROVEN,
    panel: {
      publicUrl: 'http://localhost:8080',
      secure: false,
      readOnly: false,
      tokenLength: 64,
      redisPassword: true,
    },
    accounts: 2,
    ...more,
  };
}

/** The check of a rule. */
export function find(
  checks: readonly HardeningCheck[],
  rule: string,
  service: string | null = null,
) {
  const found = checks.find((one) => one.rule === rule && one.service === service);
  if (found === undefined) throw new Error(`There is no ${rule} of ${service}`);
  return found;
}
/** How a rule stands, and in which words. */
export const outcome = (all: Seen, rule: string, service: string | null = null) => {
  const { passes, found } = find(judgeHardening(all), rule, service);
  return [passes, found];
};
/** A container with other marks. */
export const hardened = (hardening: Facts['hardening']): Part => ({
  facts: { hardening: hardening ?? {} },
});
