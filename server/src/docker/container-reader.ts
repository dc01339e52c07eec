import { z } from 'zod';
import type { ContainerFacts } from '../schemas/container-detail.ts';
import { containerFactsView } from './container-facts-view.ts';
import type { ProbeReading, UsageCounters } from './container-reading.ts';
import type { ContainerAnswers } from './container-view.ts';
import type { InspectedContainer, ListedContainer } from './docker-answers.ts';
import type { DockerClient } from './docker-client.ts';
import { DockerTimeout } from './engine-failure.ts';
import { probeEveryMs, probesView } from './health-view.ts';
import { mapBounded } from './map-bounded.ts';
import { longestAgo } from './read-plan.ts';
import { statusWords, tellsOfChange, type StatusWords } from './status-words.ts';
import { usageCounters, usageView, type Usage } from './usage-view.ts';

/** Containers read at a time: the daemon reads them one by one in parts, and has other work. */
const CONCURRENCY = 5;
/** The list tells of most changes; a restart count or an OOM kill of a child process it does not. */
const DETAILS_MS = 10_000;
/** The daemon keeps five probes: who looks before the fourth next one misses none. */
const PROBES_KEPT = 4;
/**
 * How many are read a second, for their usage and again for their details, beside what the list says is new. A reading takes Docker 5 to 30 ms
 * of processor time: with more than 50 containers each has its turn less often than every 2 s, and the cost stays where it is.
 */
const READ_A_SECOND = { usage: 25, details: 12 };
/** The time between samples that this is spent over: what a faster caller gets at once, and what a slower one gets at most. */
const SPENT_MS = { least: 2_000, most: 15_000 };

const Gone = z.object({ statusCode: z.literal(404) });

/** Details and what was made of them: they are asked for less often than they are told. */
interface Details {
  readonly inspected: InspectedContainer;
  readonly facts: ContainerFacts;
  readonly probes: readonly ProbeReading[];
  readonly state: string;
  readonly words: StatusWords;
  /** The networks as the list told them: it is fresh where the details are not. */
  readonly networks: string;
  readonly atMs: number;
  readonly goodForMs: number;
}

/** What is kept of a container between samples. */
interface Memory {
  details: Details | null;
  /** As last read, with the counters that it came from and the start that they count from; null: not, or it failed. */
  usage: {
    readonly usage: Usage;
    readonly counters: UsageCounters | null;
    readonly startedAt: string | null;
  } | null;
  usageAtMs: number | null;
}

/** Whose turn it is. */
interface Turn {
  readonly details: ReadonlySet<string>;
  readonly usage: ReadonlySet<string>;
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

const runs = ({ State }: ListedContainer): boolean => State === 'running' || State === 'paused';

/** Reads details and usage of single containers; remembers, by id, what the next sample needs of the last one. */
export class ContainerReader {
  readonly #client: DockerClient;
  readonly #now: () => number;
  #memories = new Map<string, Memory>();
  #lastMs = 0;

  constructor(client: DockerClient, now: () => number) {
    this.#client = client;
    this.#now = now;
  }

  /**
   * Reads those whose turn it is, and forgets all that are not listed. `msLeft` says how long the next question may take; once it is nothing,
   * none is asked. Does not reject: what can't be had is null (details: the last known).
   */
  async read(listed: readonly ListedContainer[], msLeft: () => number): Promise<Reading[]> {
    this.#memories = new Map(
      listed.map(({ Id }) => [
        Id,
        this.#memories.get(Id) ?? { details: null, usage: null, usageAtMs: null },
      ]),
    );
    const turn = this.#turn(listed);
    return mapBounded(listed, CONCURRENCY, (one) => this.#readOne(one, turn, msLeft));
  }

  #turn(listed: readonly ListedContainer[]): Turn {
    const now = this.#now();
    const spent = Math.min(SPENT_MS.most, Math.max(SPENT_MS.least, now - this.#lastMs)) / 1_000;
    this.#lastMs = now;
    const old = listed.flatMap(({ Id }) => {
      const details = this.#memories.get(Id)?.details ?? null;
      return details === null || now - details.atMs < details.goodForMs
        ? []
        : [{ id: Id, atMs: details.atMs }];
    });
    const running = listed
      .filter(runs)
      .map(({ Id }) => ({ id: Id, atMs: this.#memories.get(Id)?.usageAtMs ?? null }));
    return {
      details: longestAgo(old, READ_A_SECOND.details * spent),
      usage: longestAgo(running, READ_A_SECOND.usage * spent),
    };
  }

  async #readOne(listed: ListedContainer, turn: Turn, msLeft: () => number): Promise<Reading> {
    const memory = this.#memories.get(listed.Id) ?? { details: null, usage: null, usageAtMs: null };
    const failures: unknown[] = [];
    let asked = false;
    const attempt = async (question: (ms: number) => Promise<void>): Promise<void> => {
      asked = true;
      try {
        const ms = msLeft();
        if (ms <= 0) throw new DockerTimeout('no time left to ask');
        await question(ms);
      } catch (error) {
        // Removed since it was listed: the next list lacks it.
        if (!Gone.safeParse(error).success) failures.push(error);
      }
    };
    const words = statusWords(listed.Status);
    if (turn.details.has(listed.Id) || this.#isNew(listed, words, memory))
      await attempt((ms) => this.#readDetails(listed, words, memory, ms));
    if (!runs(listed)) memory.usage = null;
    else if (turn.usage.has(listed.Id) || memory.usage === null || hasRestarted(memory))
      await attempt((ms) => this.#readUsage(listed.Id, memory, ms));
    const { details, usage } = memory;
    return {
      listed,
      inspected: details?.inspected ?? null,
      usage: usage?.usage ?? null,
      facts: details?.facts ?? null,
      probes: details?.probes ?? [],
      counters: usage?.counters ?? null,
      asked,
      failures,
    };
  }

  /** Whether it changed, as the list tells, since its details were read. */
  #isNew(listed: ListedContainer, words: StatusWords, { details }: Memory): boolean {
    if (details === null || details.state !== listed.State) return true;
    if (details.networks !== networksText(listed)) return true;
    return tellsOfChange(details.words, words, this.#now() - details.atMs);
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
      networks: networksText(listed),
      atMs,
      goodForMs: Math.min(DETAILS_MS, probeMs === null ? DETAILS_MS : probeMs * PROBES_KEPT),
    };
  }

  async #readUsage(id: string, memory: Memory, ms: number): Promise<void> {
    const before = hasRestarted(memory) ? null : (memory.usage?.counters ?? null);
    memory.usage = null;
    memory.usageAtMs = this.#now();
    const stats = await this.#client.stats(id, ms);
    memory.usage = {
      usage: usageView(stats, before),
      counters: usageCounters(stats),
      startedAt: startedAt(memory),
    };
  }
}

/**
 * Counters start again with the container; a busy one may have passed its old figures already. Starts are compared with each other, not
 * with the time of a reading: the clock of Docker may have been set back since.
 */
function hasRestarted(memory: Memory): boolean {
  return memory.usage !== null && memory.usage.startedAt !== startedAt(memory);
}

function networksText({ NetworkSettings }: ListedContainer): string {
  return JSON.stringify(NetworkSettings?.Networks ?? {});
}

function startedAt({ details }: Memory): string | null {
  return details?.inspected.State.StartedAt ?? null;
}
