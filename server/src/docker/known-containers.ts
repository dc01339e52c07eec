import type { ListedContainer } from './docker-answers.ts';
import { shownText } from './shown-text.ts';
import { stackLabels } from './stack-labels.ts';

/** What a container is called; null where it isn't told. */
export interface KnownContainer {
  readonly name: string | null;
  readonly service: string | null;
  readonly project: string | null;
  readonly replica: number | null;
}

/** Labels are a stranger's. */
const MAX_TEXT = 200;
const MOST = 2_000;

/** What labels tell, of a list as of an event. */
export function knownContainer(
  name: string | undefined,
  labels: Readonly<Record<string, string | undefined>>,
): KnownContainer {
  const { service, project, replica } = stackLabels(labels);
  return { name: text(name ?? null), service: text(service), project: text(project), replica };
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

function text(value: string | null): string | null {
  return value === null ? null : shownText(value, MAX_TEXT);
}
