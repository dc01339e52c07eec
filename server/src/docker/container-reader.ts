import { z } from 'zod';
import type { ContainerFacts } from '../schemas/container-detail.ts';
import { containerFactsView } from './container-facts-view.ts';
import type { ProbeReading, UsageCounters } from './container-reading.ts';
import type { ContainerAnswers } from './container-view.ts';
import type { InspectedContainer, ListedContainer } from './docker-answers.ts';
import type { DockerClient } from './docker-client.ts';
import { probeEveryMs, probesView } from './health-view.ts';
import { statusWords, tellsOfChange, type StatusWords } from './status-words.ts';
import { usageCounters, usageView, type Usage } from './usage-view.ts';

/** The list tells of most changes; a restart count or an OOM kill of a child process it does not. */
const DETAILS_MS = 10_000;
/** The daemon keeps five probes: who looks before the fourth next one misses none. */
const PROBES_KEPT = 4;

const Gone = z.object({ statusCode: z.literal(404) });

/** Details and what was made of them: they are asked for less often than they are told. */
interface Details {
  readonly inspected: InspectedContainer;
  readonly facts: ContainerFacts;
  readonly probes: readonly ProbeReading[];
  readonly state: string;
  readonly words: StatusWords;
  readonly atMs: number;
  readonly goodForMs: number;
}

/** What is kept of a container between samples. */
interface Memory {
  details: Details | null;
  counters: UsageCounters | null;
}

/** One container's answers, and why any is missing. */
export interface Reading extends ContainerAnswers {
  readonly facts: ContainerFacts | null;
  readonly probes: readonly ProbeReading[];
  readonly counters: UsageCounters | null;
  /** Whether Docker was asked at all: what is stopped and known is not. */
  readonly asked: boolean;
  readonly failures: readonly unknown[];
}

/** Reads details and usage of single containers; remembers, by id, what the next sample needs of the last one. */
export class ContainerReader {
  readonly #client: DockerClient;
  readonly #now: () => number;
  readonly #memories = new Map<string, Memory>();

  constructor(client: DockerClient, now: () => number) {
    this.#client = client;
    this.#now = now;
  }

  /** `msLeft` says how long the next question may take. Does not reject: what can't be had is null (details: the last known). */
  async read(listed: ListedContainer, msLeft: () => number): Promise<Reading> {
    const memory = this.#memories.get(listed.Id) ?? { details: null, counters: null };
    this.#memories.set(listed.Id, memory);
    const failures: unknown[] = [];
    const fail = (error: unknown): null => {
      // Removed since it was listed: the next list lacks it.
      if (!Gone.safeParse(error).success) failures.push(error);
      return null;
    };
    const words = statusWords(listed.Status);
    const stale = this.#isStale(listed, words, memory);
    if (stale) await this.#readDetails(listed, words, memory, msLeft()).catch(fail);
    const runs = listed.State === 'running' || listed.State === 'paused';
    if (!runs) memory.counters = null;
    const usage = runs ? await this.#readUsage(listed.Id, memory, msLeft()).catch(fail) : null;
    return {
      listed,
      inspected: memory.details?.inspected ?? null,
      usage,
      facts: memory.details?.facts ?? null,
      probes: memory.details?.probes ?? [],
      counters: usage === null ? null : memory.counters,
      asked: stale || runs,
      failures,
    };
  }

  /** Forgets all containers but these. */
  keep(listed: readonly ListedContainer[]): void {
    const ids = new Set(listed.map(({ Id }) => Id));
    for (const id of this.#memories.keys()) if (!ids.has(id)) this.#memories.delete(id);
  }

  #isStale({ State }: ListedContainer, words: StatusWords, { details }: Memory): boolean {
    if (details === null || details.state !== State) return true;
    const elapsedMs = this.#now() - details.atMs;
    return elapsedMs >= details.goodForMs || tellsOfChange(details.words, words, elapsedMs);
  }

  async #readDetails(
    listed: ListedContainer,
    words: StatusWords,
    memory: Memory,
    ms: number,
  ): Promise<void> {
    const atMs = this.#now();
    const inspected = await this.#client.inspect(listed.Id, ms);
    const probeMs = inspected.State.Running === true ? probeEveryMs(inspected) : null;
    memory.details = {
      inspected,
      facts: containerFactsView(listed, inspected),
      probes: probesView(inspected),
      state: listed.State,
      words,
      atMs,
      goodForMs: Math.min(DETAILS_MS, probeMs === null ? DETAILS_MS : probeMs * PROBES_KEPT),
    };
  }

  async #readUsage(id: string, memory: Memory, ms: number): Promise<Usage> {
    const stats = await this.#client.stats(id, ms);
    const startedAtMs = Date.parse(memory.details?.inspected.State.StartedAt ?? '');
    // Counters start again with the container; a busy one may have passed its old figures already.
    const restarted = memory.counters !== null && memory.counters.readAtMs < startedAtMs;
    const usage = usageView(stats, restarted ? null : memory.counters);
    memory.counters = usageCounters(stats);
    return usage;
  }
}
