import type { JobRow } from '../schemas/job.ts';
import type { LiveEvent } from '../schemas/live.ts';

/** Events of the timeline a slow reader may be behind: the oldest are left out, and found in the timeline itself. */
const MAX_EVENTS = 200;
/** Changed jobs a slow reader may be behind; beyond it the lists are to be fetched again. */
const MAX_JOBS = 500;

/**
 * What one subscriber has not read yet. Bounded: of every kind of state only the newest is kept, of the few actions that run and of jobs the newest of each,
 * of the timeline the newest 200 events, so a reader that never reads costs a few hundred rows and publishing never waits.
 */
export class Mailbox {
  readonly #state = new Map<string, LiveEvent>();
  #rows = new Map<string, JobRow>();
  #removed = new Set<string>();
  #dropped = false;
  #wake: (() => void) | null = null;
  #failure: Error | null = null;
  #closed = false;

  /** After `fail` nothing more is taken in: a reader that is always behind would never get to the error. */
  put(event: LiveEvent): void {
    if (this.#failure !== null) return;
    if (event.type === 'jobs') this.#putJobs(event);
    else if (event.type === 'timeline') this.#putTimeline(event);
    else this.#state.set(event.type === 'action' ? event.action.id : event.type, event);
    this.#wake?.();
  }

  /** Ends the stream by an error once what is in the box has been read: clients reconnect after an error, but not after an end. */
  fail(error: Error): void {
    this.#failure = error;
    this.#wake?.();
  }

  /** Nobody reads any more: a reader that waits goes on with nothing. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** Everything not read yet; waits until there is something. Resolves to [] once closed. */
  async take(): Promise<LiveEvent[]> {
    while (this.#isEmpty() && !this.#closed) {
      if (this.#failure !== null) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
    return this.#drain();
  }

  #isEmpty(): boolean {
    return (
      this.#state.size === 0 && this.#rows.size === 0 && this.#removed.size === 0 && !this.#dropped
    );
  }

  #putJobs(event: Extract<LiveEvent, { type: 'jobs' }>): void {
    for (const row of event.rows) {
      this.#removed.delete(row.id);
      this.#rows.set(row.id, row);
    }
    for (const id of event.removed) {
      this.#rows.delete(id);
      this.#removed.add(id);
    }
    if (event.dropped) this.#dropped = true;
    if (this.#rows.size + this.#removed.size > MAX_JOBS) {
      this.#rows.clear();
      this.#removed.clear();
      this.#dropped = true;
    }
  }

  #putTimeline(event: Extract<LiveEvent, { type: 'timeline' }>): void {
    const unread = this.#state.get('timeline');
    const before = unread?.type === 'timeline' ? unread.events : [];
    const events = [...before, ...event.events].slice(-MAX_EVENTS);
    this.#state.set('timeline', { type: 'timeline', events });
  }

  #drain(): LiveEvent[] {
    const events = [...this.#state.values()];
    this.#state.clear();
    if (this.#rows.size > 0 || this.#removed.size > 0 || this.#dropped) {
      events.push({
        type: 'jobs',
        rows: [...this.#rows.values()],
        removed: [...this.#removed],
        dropped: this.#dropped,
      });
      this.#rows = new Map();
      this.#removed = new Set();
      this.#dropped = false;
    }
    return events;
  }
}
