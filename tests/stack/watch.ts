import type { Containers, ContainerView } from '@taskdeck/server/schemas/container';
import type { TimelineEvent, TimelineKind } from '@taskdeck/server/schemas/timeline';
import { openLive, type LiveStream } from '../support/live.ts';
import { waitFor } from '../support/wait-for.ts';
import { operatorToken } from './api.ts';
import type { Stack } from './stack.ts';

/** Something that is done to a container. */
export interface Change {
  readonly id: string;
  /** What the timeline calls it. */
  readonly kind: TimelineKind;
  readonly command: () => Promise<unknown>;
  /** Whether the list of containers shows it. */
  readonly isSo: (view: ContainerView) => boolean;
}

/** A tab of the panel that shows what happens to containers. While one is open, Docker is read every 2 s. */
export class Watch {
  readonly #tab: LiveStream;

  private constructor(tab: LiveStream) {
    this.#tab = tab;
  }

  static async open(stack: Stack): Promise<Watch> {
    const authorization = `Bearer ${await operatorToken(stack)}`;
    const tab = await openLive({ url: stack.url, headers: { authorization } });
    await tab.next('containers');
    await tab.next('containers');
    return new Watch(tab);
  }

  close(): void {
    this.#tab.close();
  }

  /** Everything that the timeline told this tab, in the order in which it was noted. */
  timeline(): TimelineEvent[] {
    return this.#tab.events.flatMap((event) => (event.type === 'timeline' ? event.events : []));
  }

  /** The lists of containers that were read since `fromMs`, oldest first. */
  lists(fromMs: number): Containers[] {
    return this.#tab.events
      .flatMap((event) => (event.type === 'containers' ? event.containers : []))
      .filter(({ at }) => Date.parse(at ?? '') >= fromMs);
  }

  /** The first event like this since `fromMs`, also if it came already. Rejects when none comes within 30 s. */
  event(
    fromMs: number,
    name: string,
    isIt: (event: TimelineEvent) => boolean,
  ): Promise<TimelineEvent> {
    return this.#until(`${name} in the timeline`, () =>
      this.timeline().find((event) => Date.parse(event.at) >= fromMs && isIt(event)),
    );
  }

  /** The first list of containers that was read since `fromMs` and is so. Rejects when none comes within 30 s. */
  list(
    fromMs: number,
    name: string,
    isSo: (containers: Containers) => boolean,
  ): Promise<Containers> {
    return this.#until(`${name} in the list of containers`, () => this.lists(fromMs).find(isSo));
  }

  /** As `list`, of one container; `isSo` is asked where it is there. */
  shows(fromMs: number, id: string, isSo: (view: ContainerView) => boolean): Promise<Containers> {
    return this.list(fromMs, `container ${id.slice(0, 12)} as it is now`, ({ items }) =>
      items.some((view) => view.id === id && isSo(view)),
    );
  }

  /**
   * Makes a change, and waits until both the timeline and the list of containers have shown it. Answers how the timeline knows of it, and how many ms
   * after Docker's own time of it (Docker takes its time to find that a container is unhealthy) the later of the two had it.
   */
  async shown({ id, kind, command, isSo }: Change): Promise<{ found: string; lateMs: number }> {
    const fromMs = Date.now();
    await command();
    const [{ at, found }] = await Promise.all([
      this.event(fromMs, kind, (one) => one.kind === kind && one.container?.id === id),
      this.shows(fromMs, id, isSo),
    ]);
    return { found, lateMs: Date.now() - Date.parse(at) };
  }

  #until<T>(what: string, look: () => T | undefined): Promise<T> {
    return waitFor(look, { what, timeoutMs: 30_000 });
  }
}
