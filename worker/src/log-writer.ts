import { MAX_LOG_LINES } from '@taskdeck/tasks';
import { type LogBatch, LogBuffer, type LogEntry } from './log-buffer.ts';

const INTERVAL_MS = 250;
/** The first lines are written so soon that they are seen at once, and those that follow closely go with them. */
const FIRST_MS = 20;
/** With the interval: at most 1,000 lines a second and job reach Redis. */
const LINES_PER_WRITE = 250;

/** Writes the lines of a job's log, seldom enough and few enough for Redis. What is left at the end is written then. */
export class LogWriter {
  readonly #write: (batch: LogBatch) => Promise<void>;
  readonly #buffer = new LogBuffer();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;
  #lastAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  /** @param write must not reject */
  constructor(write: (batch: LogBatch) => Promise<void>) {
    this.#write = write;
  }

  /** After `close` it is ignored, for a task that did not obey its signal may still log. */
  add(entry: LogEntry): void {
    if (this.#closed) return;
    this.#buffer.add(entry);
    this.#schedule();
  }

  addAll(batch: LogBatch): void {
    if (this.#closed) return;
    this.#buffer.addAll(batch);
    this.#schedule();
  }

  /** Resolves when all lines are written. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#writing;
    if (!this.#buffer.empty) await this.#write(this.#buffer.take(MAX_LOG_LINES));
  }

  #schedule(): void {
    if (this.#closed || this.#writing || this.#timer || this.#buffer.empty) return;
    const wait = Math.max(FIRST_MS, this.#lastAt + INTERVAL_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#flush();
    }, wait);
  }

  #flush(): void {
    this.#lastAt = performance.now();
    this.#writing = this.#write(this.#buffer.take(LINES_PER_WRITE)).finally(() => {
      this.#writing = null;
      this.#schedule();
    });
  }
}
