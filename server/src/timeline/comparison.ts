import type { ContainerView } from '../schemas/container.ts';
import type { ContainerState } from './container-state.ts';
import { adopt, findChanges, findFirstChanges, type Change } from './find-changes.ts';

/** Details of a container are as old as this: what they tell is no matter so soon after an event. */
export const DETAILS_MS = 12_000;
/** A container unknown till now that is older than this was there before, and not shown. */
const NEW_MS = 300_000;
/** Told by details alone. */
const SLOW_KINDS: readonly Change['kind'][] = ['oom', 'connected', 'disconnected'];

/** A change that no event has told so far. */
export interface Finding {
  readonly change: Change;
  readonly state: ContainerState;
  /** null: the container is gone. */
  readonly view: ContainerView | null;
  /** When it was first seen, epoch ms. */
  readonly sinceMs: number;
  /** Until when nothing was missed before it was seen, epoch ms; null: it is from a time in which nobody watched, and known to be. */
  readonly soundMs: number | null;
}

export interface Sample {
  readonly nowMs: number;
  readonly states: ReadonlyMap<string, ContainerState>;
  /** All containers of these hosts. */
  readonly views: readonly ContainerView[];
  readonly hosts: ReadonlySet<string | null>;
  /** When an event of a container was told last, epoch ms, by its id. */
  readonly toldMs: ReadonlyMap<string, number>;
  /** Until when nothing was missed, epoch ms. */
  readonly watchedMs: number;
  /** What is seen for the first time is from a time in which nobody watched. */
  readonly afterGap: boolean;
}

/** Compares samples with what is known, and remembers since when they differ. */
export class Comparison {
  #seen = new Map<string, Pick<Finding, 'sinceMs' | 'soundMs'>>();

  /** All differences, by container in the order of what happened. */
  look(sample: Sample): Finding[] {
    const { nowMs, watchedMs, afterGap } = sample;
    const before = this.#seen;
    this.#seen = new Map();
    return differences(sample).map((one) => {
      const { kind, atMs, network } = one.change;
      const key = [one.state.id, kind, atMs, network].join(' ');
      const first = { sinceMs: nowMs, soundMs: afterGap ? null : watchedMs };
      const seen = before.get(key) ?? first;
      this.#seen.set(key, seen);
      return { ...one, ...seen };
    });
  }
}

type Difference = Pick<Finding, 'change' | 'state' | 'view'>;

function differences({ states, views, hosts, ...sample }: Sample): Difference[] {
  const present = new Set(views.map(({ id }) => id));
  const gone = [...states.values()]
    .filter(({ id, host }) => hosts.has(host) && !present.has(id))
    .map((state) => ({ change: REMOVED, state, view: null }));
  const changed = views.flatMap((view) => {
    const known = states.get(view.id);
    const isQuiet = sample.nowMs - (sample.toldMs.get(view.id) ?? 0) >= DETAILS_MS;
    const changes =
      known === undefined
        ? findFirstChanges(view, sample.watchedMs - NEW_MS)
        : findChanges(known, view).filter(({ kind }) => isQuiet || !SLOW_KINDS.includes(kind));
    return changes.map((change) => ({ change, state: adopt(known, view), view }));
  });
  return [...gone, ...changed];
}

const REMOVED: Change = { kind: 'removed', atMs: null, network: null, exitCode: null };
