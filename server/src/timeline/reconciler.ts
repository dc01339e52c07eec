import type { Note } from '../redis/timeline-memory.ts';
import type { ContainerView } from '../schemas/container.ts';
import { Comparison, DETAILS_MS, type Finding } from './comparison.ts';
import type { ContainerState } from './container-state.ts';
import type { Doubt, Doubts } from './doubts.ts';
import { adopt } from './find-changes.ts';
import type { FoundEarlier } from './found-earlier.ts';
import { judge } from './judge.ts';
import type { KeptProgress } from './kept-progress.ts';
import { foundLater, gap, type JobsOf } from './timeline-events.ts';

/** Without a stream for this long, samples alone have to do. */
const PATIENCE_MS = 10_000;
/** So often it is noted that there still is no stream. */
const STILL_MS = 3_600_000;
const SILENT = "Docker's stream of events fell silent.";

interface Parts {
  readonly kept: KeptProgress;
  readonly doubts: Doubts;
  readonly earlier: FoundEarlier;
  readonly jobs: JobsOf;
  readonly reopen: (reason: string) => void;
}

export interface Look {
  readonly nowMs: number;
  readonly views: readonly ContainerView[];
  /** Those whose engine answers: `views` has all their containers. */
  readonly hosts: ReadonlySet<string | null>;
  /** When the stream of events was opened, epoch ms; null: there is none at the moment. */
  readonly openedMs: number | null;
  /** When an event of a container was told last, epoch ms, by its id. */
  readonly toldMs: ReadonlyMap<string, number>;
}

/** Notes what samples tell and no event told. */
export class Reconciler {
  readonly #p: Parts;
  readonly #comparison = new Comparison();
  #afterGap = false;

  constructor(parts: Parts) {
    this.#p = parts;
  }

  /** A gap was noted: what differs now is from it. */
  afterGap(): void {
    this.#afterGap = true;
  }

  async look(look: Look): Promise<void> {
    const { kept, doubts, reopen } = this.#p;
    const { nowMs } = look;
    const hosts = new Set([...look.hosts].filter((host) => this.#isDue(host, nowMs)));
    if (hosts.size === 0) return;
    const views = look.views.filter(({ host }) => hosts.has(host));
    const doubted = [...hosts].filter((host) => doubts.get(host) !== undefined);
    const openedMs = doubted.length > 0 ? null : look.openedMs;
    const sample = { ...look, hosts, views, states: kept.states };
    const findings = this.#comparison.look({
      ...sample,
      watchedMs: kept.watchedMs ?? nowMs,
      afterGap: this.#afterGap,
    });
    this.#afterGap = false;
    const verdict = judge(findings, nowMs, openedMs);
    const { note, lostSinceMs } = verdict;
    const still = this.#stillWithout(doubted, note, nowMs);
    const gaps = [
      ...(lostSinceMs === null ? [] : [gap(lostSinceMs, nowMs, SILENT)]),
      ...(still === null ? [] : [gap(still.soundMs, nowMs, still.reason)]),
    ];
    const stories = await this.#stories(note, nowMs);
    const isSound = findings.length === note.length && doubts.size === 0;
    await kept.write({
      events: [...gaps, ...stories],
      states: new Map([...quietStates(sample, findings), ...statesOf(note)]),
      ...(isSound && { watchedMs: nowMs }),
    } satisfies Note);
    for (const finding of note) this.#p.earlier.note(finding, nowMs);
    if (still !== null) doubts.moveOn(still.soundMs, nowMs);
    if (verdict.reopen) reopen(SILENT);
  }

  /** What is in doubt is left to the stream, which may tell it yet, for as long as there is hope for one. */
  #isDue(host: string | null, nowMs: number): boolean {
    const doubt = this.#p.doubts.get(host);
    if (doubt === undefined) return true;
    return nowMs - Math.max(doubt.raisedMs, doubt.awayMs ?? 0) >= PATIENCE_MS;
  }

  /** Where there still is no stream: the doubt that makes a gap now, with what was found or once in a while. */
  #stillWithout(
    doubted: readonly (string | null)[],
    note: readonly Finding[],
    nowMs: number,
  ): Doubt | null {
    const all = doubted.flatMap((host) => this.#p.doubts.get(host) ?? []);
    const [first] = all.toSorted((a, b) => a.soundMs - b.soundMs);
    if (first === undefined) return null;
    return note.length > 0 || nowMs - first.soundMs >= STILL_MS ? first : null;
  }

  async #stories(
    note: readonly Finding[],
    nowMs: number,
  ): Promise<ReturnType<typeof foundLater>[]> {
    const stories: ReturnType<typeof foundLater>[] = [];
    for (const { change, state } of note) {
      const known = this.#p.kept.states.get(state.id);
      const jobs = await this.#p.jobs(change.kind, state.id, known?.startedMs ?? null);
      stories.push(foundLater(change, state, nowMs, jobs));
    }
    return stories;
  }
}

const statesOf = (note: readonly Finding[]): [string, ContainerState | null][] =>
  note.map(({ state, view }) => [state.id, view === null ? null : state]);

/** What samples add where nothing has happened lately: they may be a little older than an event. */
function quietStates(
  { views, states, toldMs, nowMs }: Look & { readonly states: KeptProgress['states'] },
  findings: readonly Finding[],
): [string, ContainerState][] {
  const differing = new Set(findings.map(({ state }) => state.id));
  return views.flatMap((view) => {
    if (differing.has(view.id) || nowMs - (toldMs.get(view.id) ?? 0) < DETAILS_MS) return [];
    const known = states.get(view.id);
    const state = adopt(known, view);
    return JSON.stringify(state) === JSON.stringify(known) ? [] : [[view.id, state]];
  });
}
