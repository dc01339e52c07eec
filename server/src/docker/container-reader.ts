import { z } from 'zod';
import type { ContainerAnswers } from './container-view.ts';
import type { InspectedContainer, ListedContainer } from './docker-answers.ts';
import type { DockerClient } from './docker-client.ts';
import { cpuSample, usageView } from './usage-view.ts';
import type { CpuSample, Usage } from './usage-view.ts';

/** The list tells of most changes; a restart count or an OOM kill of a child process it does not. */
const DETAILS_MS = 10_000;

const Gone = z.object({ statusCode: z.literal(404) });

/** What is kept of a container between samples. */
interface Memory {
  details: { inspected: InspectedContainer; listedAs: string; atMs: number } | null;
  cpu: CpuSample | null;
}

/** One container's answers, and why any is missing. */
export interface Reading extends ContainerAnswers {
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
    const memory = this.#memories.get(listed.Id) ?? { details: null, cpu: null };
    this.#memories.set(listed.Id, memory);
    const failures: unknown[] = [];
    const fail = (error: unknown): null => {
      // Removed since it was listed: the next list lacks it.
      if (!Gone.safeParse(error).success) failures.push(error);
      return null;
    };
    const stale = this.#isStale(listed, memory);
    if (stale) await this.#readDetails(listed, memory, msLeft()).catch(fail);
    const runs = listed.State === 'running' || listed.State === 'paused';
    if (!runs) memory.cpu = null;
    const usage = runs ? await this.#readUsage(listed.Id, memory, msLeft()).catch(fail) : null;
    const inspected = memory.details?.inspected ?? null;
    return { listed, inspected, usage, asked: stale || runs, failures };
  }

  /** Forgets all containers but these. */
  keep(listed: readonly ListedContainer[]): void {
    const ids = new Set(listed.map(({ Id }) => Id));
    for (const id of this.#memories.keys()) if (!ids.has(id)) this.#memories.delete(id);
  }

  #isStale(listed: ListedContainer, { details }: Memory): boolean {
    if (details === null) return true;
    return details.listedAs !== wordsOf(listed) || this.#now() - details.atMs >= DETAILS_MS;
  }

  async #readDetails(listed: ListedContainer, memory: Memory, ms: number): Promise<void> {
    const inspected = await this.#client.inspect(listed.Id, ms);
    memory.details = { inspected, listedAs: wordsOf(listed), atMs: this.#now() };
  }

  async #readUsage(id: string, memory: Memory, ms: number): Promise<Usage> {
    const stats = await this.#client.stats(id, ms);
    const startedAtMs = Date.parse(memory.details?.inspected.State.StartedAt ?? '');
    // Counters start again with the container; a busy one may have passed its old figures already.
    const restarted = memory.cpu !== null && memory.cpu.readAtMs < startedAtMs;
    const usage = usageView(stats, restarted ? null : memory.cpu);
    memory.cpu = cpuSample(stats);
    return usage;
  }
}

/** Changes with every state, and in the first minute of each with every second: that is when details matter most. */
function wordsOf({ State, Status }: ListedContainer): string {
  return `${State}|${Status}`;
}
