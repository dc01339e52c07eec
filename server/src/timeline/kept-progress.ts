import type { Note, NotedEvent, Progress, TimelineMemory } from '../redis/timeline-memory.ts';
import type { ContainerState } from './container-state.ts';

/** Asked from a little before the last event, so that it is told again. */
const OVERLAP_MS = 1_000;
/** Docker's clock may differ from ours where there is no event to begin from. */
const CLOCKS_MS = 10_000;

/** How far the timeline is, as this replica knows it while it is the only one that writes: Redis first, then here. */
export class KeptProgress {
  readonly #memory: TimelineMemory;
  readonly #fenced: () => void;
  readonly #states: Map<string, ContainerState>;
  readonly #lastEvents: Map<string | null, number>;
  readonly #projects: Map<string | null, string | null>;
  #watchedMs: number | null;

  /** `fenced` is called when another replica writes now; what was to be written then rejects. */
  constructor(memory: TimelineMemory, progress: Progress, fenced: () => void) {
    this.#memory = memory;
    this.#fenced = fenced;
    this.#states = new Map(progress.states);
    this.#lastEvents = new Map(progress.lastEvents);
    this.#watchedMs = progress.watchedMs;
    this.#projects = new Map(progress.projects);
  }

  get states(): ReadonlyMap<string, ContainerState> {
    return this.#states;
  }

  /** Until when nothing was missed, or what was is marked; epoch ms. null: nobody has watched yet. */
  get watchedMs(): number | null {
    return this.#watchedMs;
  }

  /** By host that is watched: its Compose project (null: all). */
  get projects(): ReadonlyMap<string | null, string | null> {
    return this.#projects;
  }

  /** From where Docker's events are to be told, epoch ms by its clock: what is known already is told again. null: from now on. */
  get sinceMs(): number | null {
    if (this.#lastEvents.size > 0) return Math.min(...this.#lastEvents.values()) - OVERLAP_MS;
    return this.#watchedMs === null ? null : this.#watchedMs - CLOCKS_MS;
  }

  knows(event: NotedEvent): Promise<boolean> {
    return this.#memory.knows(event);
  }

  async write(note: Note): Promise<void> {
    if ((await this.#memory.write(note)) === 'fenced') this.#leave();
    this.#take(note);
  }

  /** False when the event was noted before: nothing is written then. */
  async writeOnce(event: NotedEvent, note: Note): Promise<boolean> {
    const noted = await this.#memory.writeOnce(event, note);
    if (noted === 'fenced') this.#leave();
    if (noted === 'known') return false;
    this.#take(note);
    this.#lastEvents.set(event.host, event.atMs);
    return true;
  }

  #leave(): never {
    this.#fenced();
    throw new Error('Another server watches Docker now');
  }

  #take({ states = new Map(), projects = new Map(), watchedMs }: Note): void {
    for (const [id, state] of states)
      if (state === null) this.#states.delete(id);
      else this.#states.set(id, state);
    if (watchedMs !== undefined) this.#watchedMs = watchedMs;
    for (const [host, project] of projects)
      if (project === undefined) this.#projects.delete(host);
      else this.#projects.set(host, project);
  }
}
