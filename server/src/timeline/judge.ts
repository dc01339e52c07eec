import type { Change } from './find-changes.ts';
import type { Finding } from './comparison.ts';

/** An event explains what a sample shows within this time. */
const EXPLAIN_MS = 5_000;
/** What engines do not always tell by an event: no sign of a lost one. */
const UNRELIABLE: readonly Change['kind'][] = ['oom', 'healthy', 'unhealthy'];

export interface Verdict {
  /** To be noted: no event will explain them. */
  readonly note: readonly Finding[];
  /** The stream may be dead, and a new one tell what it did not. */
  readonly reopen: boolean;
  /** An event was lost after this time, epoch ms; null: none was, as far as is known. */
  readonly lostSinceMs: number | null;
}

/**
 * Pure: what to do about differences that no event has explained so far. A stream that was open before one was seen is opened anew first: what
 * it still tells is better than what is found.
 * @param openedMs when the stream was opened; null: there is none to be had
 */
export function judge(
  findings: readonly Finding[],
  nowMs: number,
  openedMs: number | null,
): Verdict {
  const overdue = findings.filter(({ sinceMs }) => nowMs - sinceMs >= EXPLAIN_MS);
  const ids = new Set(overdue.map(({ state }) => state.id));
  const suspect = overdue.filter(
    ({ soundMs, sinceMs }) => soundMs !== null && openedMs !== null && openedMs < sinceMs,
  );
  for (const { state } of suspect) ids.delete(state.id);
  // All of a container at once, because it is known anew afterwards.
  const note = findings.filter(({ state }) => ids.has(state.id));
  const sound = note.flatMap(({ change, soundMs }) =>
    soundMs === null || openedMs === null || UNRELIABLE.includes(change.kind) ? [] : [soundMs],
  );
  return {
    note,
    reopen: suspect.length > 0,
    lostSinceMs: sound.length === 0 ? null : Math.min(...sound),
  };
}
