import type { ContainerReading } from '../docker/container-reading.ts';
import type { StackFacts } from '../redis/snapshots.ts';
import type { ContainerView } from '../schemas/container.ts';
import { HealthyTimes } from './healthy-times.ts';

/** Keeps what containers are made of, and of one that can't be read for a moment what was known. */
export class FactsKeeper {
  readonly #healthy = new HealthyTimes();
  #items = new Map<string, NonNullable<ContainerReading['facts']>>();
  #startedAnew = new Set<string>();
  #last = { text: '', changedAt: '' };

  /** `previous`: what is known so far, from whichever replica. */
  note(
    shown: readonly ContainerView[],
    readings: readonly ContainerReading[],
    previous: StackFacts | null,
    now: number,
  ): StackFacts {
    const ids = new Set(shown.map(({ id }) => id));
    for (const facts of previous?.items ?? [])
      if (!this.#items.has(facts.id)) this.#items.set(facts.id, facts);
    for (const id of previous?.startedAnew ?? []) this.#startedAnew.add(id);
    for (const reading of readings) {
      const { id } = reading.view;
      if (reading.facts !== null) this.#items.set(id, reading.facts);
      if (reading.startedAnew === true) this.#startedAnew.add(id);
      this.#healthy.note(reading, previous?.healthyAt[id]);
    }
    this.#items = new Map([...this.#items].filter(([id]) => ids.has(id)));
    this.#startedAnew = new Set([...this.#startedAnew].filter((id) => ids.has(id)));
    const facts = {
      items: [...this.#items.values()],
      healthyAt: this.#healthy.of(ids),
      startedAnew: [...this.#startedAnew],
    };
    return { ...facts, changedAt: this.#changedAt(facts, shown, now) };
  }

  /** Starts and ends are told with the containers, but who looks at the start-up asks only when these change. */
  #changedAt(facts: object, shown: readonly ContainerView[], now: number): string {
    const moments = shown.map(({ id, state, startedAt, finishedAt }) => [
      id,
      state,
      startedAt,
      finishedAt,
    ]);
    const text = JSON.stringify([facts, moments]);
    if (text !== this.#last.text) this.#last = { text, changedAt: new Date(now).toISOString() };
    return this.#last.changedAt;
  }
}
