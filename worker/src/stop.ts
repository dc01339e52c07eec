import type { Logger } from 'pino';
import type { App } from './app.ts';

/** How long handing back may take: stopping the tasks (1 s), and Redis. */
const HAND_BACK_MS = 5_000;

/** What is stopped: the worker, or a fake of it. */
export type Stoppable = Pick<App, 'drain' | 'handBack' | 'close'>;

/**
 * How a worker stops. The first call of `request` lets it finish what runs; the second one, or the end of the grace period, makes it
 * hand its jobs back.
 */
export class Stop {
  readonly #app: Stoppable;
  readonly #graceMs: number;
  readonly #log: Logger;
  #resolve: (code: number) => void = () => undefined;
  /** Resolves with the exit code: 0, or 1 when Redis could not be told and other workers will find the jobs stalled. */
  readonly ended = new Promise<number>((resolve) => {
    this.#resolve = resolve;
  });
  #requests = 0;
  #grace: NodeJS.Timeout | null = null;

  constructor(app: Stoppable, graceMs: number, log: Logger) {
    this.#app = app;
    this.#graceMs = graceMs;
    this.#log = log;
  }

  /** @param why a signal's name, for the log */
  request(why: string): void {
    this.#requests += 1;
    if (this.#requests === 1) this.#drain(why);
    else this.#handBack(why);
  }

  #drain(why: string): void {
    this.#log.info({ why, graceMs: this.#graceMs }, 'Stopping: takes nothing new');
    this.#grace = setTimeout(() => this.#handBack('the grace period is over'), this.#graceMs);
    this.#app
      .drain()
      .then(() => this.#app.close())
      .then(
        () => this.#end(0, 'Stopped'),
        (error) => {
          this.#log.error({ err: error }, 'Did not stop cleanly');
          this.#end(1, 'Stopped');
        },
      );
  }

  #handBack(why: string): void {
    if (this.#requests > 2) return;
    this.#requests = 2;
    if (this.#grace) clearTimeout(this.#grace);
    this.#log.info({ why }, 'Handing running jobs back');
    this.#app.handBack();
    setTimeout(() => {
      this.#end(1, 'Redis did not answer: other workers will find the running jobs stalled');
    }, HAND_BACK_MS);
  }

  #end(code: number, message: string): void {
    if (this.#grace) clearTimeout(this.#grace);
    this.#log.info(message);
    this.#resolve(code);
  }
}
