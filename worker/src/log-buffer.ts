import { LogLevel, LogLine, MAX_LOG_CHARACTERS, MAX_LOG_LINES } from '@taskdeck/tasks';
import { z } from 'zod';

/** A line on its way to a job's log. */
export const LogEntry = LogLine.omit({ n: true, attempt: true });
export type LogEntry = z.infer<typeof LogEntry>;

/** Lines in order, behind those that had to be dropped. */
export const LogBatch = z.object({ dropped: z.int(), entries: z.array(LogEntry) });
export type LogBatch = z.infer<typeof LogBatch>;

/** Cut to `MAX_LOG_CHARACTERS`, with the time of now. Never throws: a task may log anything. */
export function logEntry(message: unknown, level?: LogLevel): LogEntry {
  const text = typeof message === 'string' ? message : inWords(message);
  return {
    time: new Date().toISOString(),
    level: LogLevel.catch('info').parse(level),
    message: text.length > MAX_LOG_CHARACTERS ? `${text.slice(0, MAX_LOG_CHARACTERS - 1)}…` : text,
  };
}

/** As many as a job's log keeps, with the line that says how many were dropped. */
const MAX_WAITING = MAX_LOG_LINES - 1;

/**
 * Lines that wait to be written. When a task is faster than they are written the oldest go, as they would in the log,
 * and are counted.
 */
export class LogBuffer {
  #entries: LogEntry[] = [];
  #dropped = 0;

  get empty(): boolean {
    return this.#entries.length === 0 && this.#dropped === 0;
  }

  add(entry: LogEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length <= MAX_WAITING) return;
    this.#entries.shift();
    this.#dropped += 1;
  }

  addAll({ dropped, entries }: LogBatch): void {
    this.#dropped += dropped;
    for (const entry of entries) this.add(entry);
  }

  /** Removes and answers the oldest lines, at most `count`. */
  take(count: number): LogBatch {
    const batch = { dropped: this.#dropped, entries: this.#entries.splice(0, count) };
    this.#dropped = 0;
    return batch;
  }
}

function inWords(message: unknown): string {
  try {
    return String(message);
  } catch {
    return 'A message that is no text';
  }
}
