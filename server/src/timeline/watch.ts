import type { Logger } from 'pino';
import type { DockerEngine } from '../docker/docker-engine.ts';
import type { DockerEvent } from '../docker/docker-event.ts';
import type { KnownWorker } from '../redis/heartbeats.ts';
import type { Progress, TimelineMemory } from '../redis/timeline-memory.ts';
import type { Containers, ContainerView } from '../schemas/container.ts';
import { applyEvent } from './apply-event.ts';
import type { ContainerState } from './container-state.ts';
import { isCovered, rememberedMs } from './coverage.ts';
import { Doubts, hostsOf } from './doubts.ts';
import { EventStream, type Attempt } from './event-stream.ts';
import { adopt } from './find-changes.ts';
import { FoundEarlier } from './found-earlier.ts';
import { KeptProgress } from './kept-progress.ts';
import { Reconciler } from './reconciler.ts';
import { gap, jobsIn, told, watching, type JobsOf } from './timeline-events.ts';

export interface WatchParts {
  readonly docker: Pick<DockerEngine, 'events' | 'readings'>;
  readonly memory: TimelineMemory;
  readonly workers: () => Promise<readonly KnownWorker[]>;
  readonly log: Pick<Logger, 'debug'>;
  readonly now: () => number;
}

/** A stream that was not refused for this long is open, and has told what Docker remembers. */
const SETTLED_MS = 2_000;
/** So long it may take until the events of a host that was away are read again while those of others never ended. */
const RETURN_MS = 6_000;

/** The watching of Docker by one replica for as long as it holds the lease. */
export class Watch {
  readonly #parts: WatchParts;
  readonly #end: AbortController;
  readonly #kept: KeptProgress;
  readonly #stream: EventStream;
  readonly #doubts: Doubts;
  readonly #reconciler: Reconciler;
  readonly #earlier = new FoundEarlier();
  readonly #toldMs = new Map<string, number>();
  /** Its event could not be kept: what else it tells is told again by the next one. */
  #spoiled: Attempt | null = null;
  #work: Promise<void> = Promise.resolve();

  /** @param end aborts when the lease is lost, and is aborted when it turns out to be */
  constructor(parts: WatchParts, progress: Progress, end: AbortController) {
    const { docker, memory, now } = parts;
    this.#parts = parts;
    this.#end = end;
    this.#kept = new KeptProgress(memory, progress, () => end.abort());
    this.#doubts = new Doubts(progress.projects.keys(), progress.watchedMs ?? now(), now());
    this.#stream = new EventStream(
      {
        docker,
        now,
        sinceMs: () => this.#kept.sinceMs,
        tell: (event, attempt) => this.#queue(() => this.#keep(event, attempt)),
        lost: (reason, failures) => this.#queue(async () => this.#lost(reason, failures)),
      },
      end.signal,
    );
    this.#reconciler = new Reconciler({
      kept: this.#kept,
      doubts: this.#doubts,
      earlier: this.#earlier,
      jobs: this.#jobs,
      reopen: (reason) => this.#stream.reopen(reason),
    });
    if (progress.watchedMs !== null) void this.#stream.run();
  }

  /** Compares a sample with what events told. Resolves when what it shows is noted; never rejects. */
  compare(containers: Containers): Promise<void> {
    return this.#queue(() => this.#compare(containers));
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#end.abort();
    await this.#work;
  }

  /** One after another: each builds on what the one before it noted. */
  #queue(work: () => Promise<void>): Promise<void> {
    const before = this.#work;
    const run = async () => {
      await before;
      if (!this.#end.signal.aborted) await work();
    };
    this.#work = run().catch((error: unknown) =>
      this.#parts.log.debug({ err: error }, 'The timeline could not be written'),
    );
    return this.#work;
  }

  async #compare(containers: Containers): Promise<void> {
    const { connected, away } = hostsOf(containers);
    const { projects } = this.#kept;
    for (const host of projects.keys())
      if (!connected.has(host) && !away.has(host)) await this.#leave(host);
    for (const [host, project] of connected)
      if (projects.get(host) !== project) await this.#begin(host, project, containers.items);
    const soundMs = this.#kept.watchedMs;
    if (soundMs === null) return;
    const nowMs = this.#parts.now();
    for (const [host, reason] of away)
      if (projects.has(host))
        this.#doubts.raise(host, {
          soundMs,
          nowMs,
          reason: host === null ? reason : `${host}: ${reason}`,
        });
    const openedMs = this.#stream.attempt?.openedMs ?? null;
    const hosts = new Set(connected.keys());
    if (openedMs !== null) await this.#settle(hosts, nowMs, openedMs);
    const views = containers.items.filter(({ host }) => hosts.has(host));
    await this.#reconciler.look({ nowMs, views, hosts, openedMs, toldMs: this.#toldMs });
  }

  /** The first look of all at a host, or at a project: what is there has no story yet. */
  async #begin(
    host: string | null,
    project: string | null,
    items: readonly ContainerView[],
  ): Promise<void> {
    const nowMs = this.#parts.now();
    const isFirst = this.#kept.watchedMs === null;
    const states = new Map<string, ContainerState | null>();
    for (const state of this.#kept.states.values())
      if (state.host === host) states.set(state.id, null);
    for (const view of items) if (view.host === host) states.set(view.id, adopt(undefined, view));
    const projects = new Map([[host, project]]);
    const events = [watching(nowMs)];
    await this.#kept.write({ events, states, projects, ...(isFirst && { watchedMs: nowMs }) });
    this.#doubts.settle(host);
    if (isFirst) void this.#stream.run();
  }

  /** A host that is not configured any more. */
  async #leave(host: string | null): Promise<void> {
    await this.#kept.write({ projects: new Map([[host, undefined]]) });
    this.#doubts.settle(host);
  }

  #lost(reason: string, failures: number): void {
    const nowMs = this.#parts.now();
    this.#doubts.raiseAll(this.#kept.projects.keys(), {
      soundMs: this.#kept.watchedMs ?? nowMs,
      raisedMs: nowMs,
      reason,
      // The first attempt after a loss succeeds unless Docker is away.
      wasAway: failures > 1,
    });
  }

  async #keep(event: DockerEvent, attempt: Attempt): Promise<void> {
    if (this.#spoiled === attempt) return;
    try {
      await this.#note(event);
    } catch (error) {
      this.#spoiled = attempt;
      this.#stream.reopen('An event could not be kept: Redis was away.');
      throw error;
    }
  }

  async #note(event: DockerEvent): Promise<void> {
    const { host, kind, containerId: id } = event;
    const isKnown = await this.#kept.knows(event);
    await this.#resume(host, isKnown);
    if (isKnown) return;
    const known = this.#kept.states.get(id);
    const next = applyEvent(known, event);
    const jobs = await this.#jobs(kind, id, known?.startedMs ?? null);
    const watchedMs = this.#parts.now();
    await this.#kept.writeOnce(event, {
      events: this.#earlier.explains(event) ? [] : [told(event, next ?? known, jobs)],
      states: new Map(next === null && known === undefined ? [] : [[id, next]]),
      watchedMs,
    });
    this.#toldMs.set(id, watchedMs);
    if (kind === 'removed') this.#toldMs.delete(id);
  }

  readonly #jobs: JobsOf = async (kind, id, startedMs) =>
    kind === 'died' || kind === 'oom' ? jobsIn(await this.#parts.workers(), id, startedMs) : [];

  /** A stream that is open and silent has nothing more to tell of what was. */
  async #settle(hosts: ReadonlySet<string | null>, nowMs: number, openedMs: number): Promise<void> {
    for (const host of hosts) {
      const awayMs = host === null ? null : (this.#doubts.get(host)?.awayMs ?? null);
      const openMs = awayMs === null ? openedMs : Math.max(openedMs, awayMs + RETURN_MS);
      if (nowMs - openMs >= SETTLED_MS) await this.#resume(host, false);
    }
  }

  /** Docker's events of a host can be heard: was one missed? */
  async #resume(host: string | null, toldAgain: boolean): Promise<void> {
    const doubt = this.#doubts.get(host);
    if (doubt === undefined) return;
    const { soundMs, reason, wasAway, hadNoStream } = doubt;
    const nowMs = this.#parts.now();
    const remembered = rememberedMs(this.#parts.docker.readings());
    const how = { toldAgain, soundMs, nowMs, rememberedMs: remembered, wasAway };
    if (hadNoStream && !isCovered(how)) {
      await this.#kept.write({ events: [gap(soundMs, nowMs, reason)], watchedMs: nowMs });
      this.#doubts.moveOn(soundMs, nowMs);
      this.#reconciler.afterGap();
    }
    this.#doubts.settle(host);
  }
}
