import type { ListedContainer } from './docker-answers.ts';
import { shownText } from './shown-text.ts';

/** What a container is called; null where it isn't told. */
export interface KnownContainer {
  readonly name: string | null;
  readonly service: string | null;
  readonly project: string | null;
  readonly replica: number | null;
}

const COMPOSE = 'com.docker.compose';
/** Labels are a stranger's. */
const MAX_TEXT = 200;
const MOST = 2_000;

/** Which of its service's containers it is, as Compose's label says; null where it says no number. */
export function replicaOf(labels: Readonly<Record<string, string | undefined>>): number | null {
  const replica = labels[`${COMPOSE}.container-number`] ?? '';
  return /^\d{1,9}$/.test(replica) ? Number(replica) : null;
}

/** What labels tell, of a list as of an event. */
export function knownContainer(
  name: string | undefined,
  labels: Readonly<Record<string, string | undefined>>,
): KnownContainer {
  return {
    name: text(name),
    service: text(labels[`${COMPOSE}.service`]),
    project: text(labels[`${COMPOSE}.project`]),
    replica: replicaOf(labels),
  };
}

/** The containers shown, also those that are gone: a network's events tell no more of a container than its id. */
export class KnownContainers {
  readonly #known = new Map<string, KnownContainer>();

  /** Those noted longest ago are forgotten first. */
  note(id: string, { name, service, project, replica }: KnownContainer): void {
    this.#known.delete(id);
    this.#known.set(id, { name, service, project, replica });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest);
  }

  noteListed(containers: readonly ListedContainer[]): void {
    for (const { Id, Names, Labels } of containers) {
      // More slashes are other containers' links to it.
      const name = Names?.find((one) => /^\/[^/]+$/.test(one))?.slice(1);
      this.note(Id, knownContainer(name, Labels ?? {}));
    }
  }

  find(id: string): KnownContainer | null {
    return this.#known.get(id) ?? null;
  }
}

function text(value: string | undefined): string | null {
  return value === undefined ? null : shownText(value, MAX_TEXT);
}
