import type { ContainerReading, ProbeReading } from '../docker/container-reading.ts';
import type { DockerEngine } from '../docker/docker-engine.ts';
import type { HealthStore } from '../redis/health-store.ts';
import type { Snapshot } from '../redis/snapshots.ts';
import type { Containers } from '../schemas/container.ts';
import type { StackDay } from '../schemas/stack-day.ts';
import { coversAll } from '../usage/covers-all.ts';
import { FactsKeeper } from '../usage/stack-facts.ts';
import { storedName, usageSeries } from '../usage/stored-name.ts';
import type { UsageRecorder } from '../usage/usage-recorder.ts';
import { usageSample } from '../usage/usage-sample.ts';
import type { Board } from './board.ts';

/** Facts are given out when something in them changed, and this often, so that Redis keeps them. */
const FACTS_MS = 30_000;
/** The day is made anew this often, and soon when it lacks a container. */
const DAY_MS = 60_000;
const DAY_SOON_MS = 5_000;

interface Parts {
  readonly docker: Pick<DockerEngine, 'readings'>;
  readonly usage: UsageRecorder;
  readonly healthStore: HealthStore;
  readonly collectDay: (containers: Containers) => Promise<StackDay>;
  readonly board: Board;
  readonly now: () => number;
}

/** What else is made of a sample of containers: usage and probes are kept, facts and the day are given out. */
export class StackRecorder {
  readonly #p: Parts;
  readonly #facts = new FactsKeeper();
  #factsGiven = { changedAt: '', at: 0 };
  #dayAt = Number.NEGATIVE_INFINITY;
  /** By container id: the starts of the probes that were told last and are stored. */
  #stored = new Map<string, ReadonlySet<number>>();

  constructor(parts: Parts) {
    this.#p = parts;
  }

  /** `containers` are those of the last snapshot. `alone`: Redis is away, so nothing is kept. */
  async note(
    containers: Containers,
    give: (snapshot: Snapshot) => Promise<void>,
    { watched, alone }: { readonly watched: boolean; readonly alone: boolean },
  ): Promise<void> {
    // Before Docker has answered once, what was known of it is all there is.
    if (containers.at === null) return;
    const readings = this.#p.docker.readings();
    await this.#giveFacts(containers, readings, give);
    if (alone) return;
    await this.#keep(readings);
    await this.#giveDay(containers, give, watched);
  }

  async #giveFacts(
    { items }: Containers,
    readings: readonly ContainerReading[],
    give: (snapshot: Snapshot) => Promise<void>,
  ): Promise<void> {
    const now = this.#p.now();
    const facts = this.#facts.note(items, readings, this.#p.board.facts, now);
    const { changedAt, at } = this.#factsGiven;
    if (facts.changedAt === changedAt && now - at < FACTS_MS) return;
    await give({ type: 'facts', facts });
    this.#factsGiven = { changedAt: facts.changedAt, at: now };
  }

  async #keep(readings: readonly ContainerReading[]): Promise<void> {
    // Docker is away: nothing is known, which is a gap.
    if (readings.length === 0) return;
    const samples = new Map<string, ReturnType<typeof usageSample>>();
    // Tasks of a Swarm that ended have the name of the one that took their place: the last here counts, which is to be one that runs.
    const runs = ({ view }: ContainerReading) => Number(view.state === 'running');
    const ordered = readings.toSorted((a, b) => runs(a) - runs(b));
    const stored = ordered.map(async (reading) => {
      const name = storedName(reading.view);
      if (name === null) return;
      const known = this.#stored.get(reading.view.id);
      const fresh = reading.probes.filter(({ startMs }) => known?.has(startMs) !== true);
      // What is seen for the first time failed before we looked, if it did.
      const failed = known === undefined ? [] : fresh.filter((probe) => isFailure(probe, reading));
      samples.set(usageSeries(name), usageSample(reading, failed));
      if (fresh.length > 0) await this.#p.healthStore.add(name, fresh);
      const starts = reading.probes.map(({ startMs }) => startMs);
      this.#stored.set(reading.view.id, new Set(starts));
    });
    const ids = new Set(readings.map(({ view }) => view.id));
    for (const id of this.#stored.keys()) if (!ids.has(id)) this.#stored.delete(id);
    await Promise.all([this.#p.usage.record(samples), ...stored]);
  }

  async #giveDay(
    containers: Containers,
    give: (snapshot: Snapshot) => Promise<void>,
    watched: boolean,
  ): Promise<void> {
    const now = this.#p.now();
    const isFirst = this.#dayAt === Number.NEGATIVE_INFINITY;
    const everyMs = coversAll(this.#p.board.day, containers) ? DAY_MS : DAY_SOON_MS;
    if (now - this.#dayAt < everyMs || (!watched && !isFirst)) return;
    this.#dayAt = now;
    await give({ type: 'day', day: await this.#p.collectDay(containers) });
  }
}

/** Docker does not count what fails while a container may still be starting. */
function isFailure(
  { startMs, exitCode }: ProbeReading,
  { view, facts }: ContainerReading,
): boolean {
  const startedMs = view.startedAt === null ? 0 : Date.parse(view.startedAt);
  return exitCode !== 0 && startMs >= startedMs + (facts?.healthCheck?.startPeriodMs ?? 0);
}
