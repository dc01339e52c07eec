import type { TimelineEvent } from '../schemas/timeline.ts';

/** What happened to containers, in Redis: bounded by number, the oldest go first. */
export interface TimelineStore {
  /** Appends in this order and tells all replicas. */
  add(events: readonly Omit<TimelineEvent, 'id'>[]): Promise<void>;
  /** Events that were noted between two times (epoch ms), oldest first, at most 5,000 (the newest). */
  between(fromMs: number, toMs: number): Promise<TimelineEvent[]>;
}
