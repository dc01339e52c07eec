import type { Progress } from '@taskdeck/tasks';

/** At most four writes a second. */
const INTERVAL_MS = 250;

/** Writes the newest progress of a job, seldom enough for Redis; the last one is always written. */
export class ProgressWriter {
  readonly #write: (progress: Progress) => Promise<void>;
  #latest: Progress | null = null;
  #writing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #lastAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  /** @param write must not reject */
  constructor(write: (progress: Progress) => Promise<void>) {
    this.#write = write;
  }

  /** Takes note of it; after `close` it is ignored, for a task that did not obey its signal may still report. */
  report(progress: Progress): void {
    if (this.#closed) return;
    this.#latest = progress;
    this.#schedule();
  }

  /** Resolves when the last progress is written. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#writing;
    if (this.#latest) await this.#write(this.#latest);
    this.#latest = null;
  }

  #schedule(): void {
    if (this.#closed || this.#writing || this.#timer || !this.#latest) return;
    const wait = this.#lastAt + INTERVAL_MS - performance.now();
    if (wait > 0)
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.#flush();
      }, wait);
    else this.#flush();
  }

  #flush(): void {
    if (!this.#latest) return;
    const progress = this.#latest;
    this.#latest = null;
    this.#lastAt = performance.now();
    this.#writing = this.#write(progress).finally(() => {
      this.#writing = null;
      this.#schedule();
    });
  }
}
