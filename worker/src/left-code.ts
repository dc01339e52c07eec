import type { Job } from 'bullmq';
import type { Logger } from 'pino';
import type { Ledger } from './ledger.ts';

interface Left {
  readonly job: Job;
  readonly acknowledgedAt: string;
}

/** Code of cancelled jobs that runs on after its job has ended: it does not obey its signal. */
export class LeftCode {
  readonly #ledger: Ledger;
  readonly #log: Logger;
  readonly #all = new Set<Left>();

  constructor(ledger: Ledger, log: Logger) {
    this.#ledger = ledger;
    this.#log = log;
  }

  /** @param code resolves when it ends; then the job says that it has stopped */
  watch(left: Left, code: Promise<void>): void {
    this.#all.add(left);
    void code.then(() => this.#stopped(left));
  }

  /** The process ends now, and with it all that is left. */
  async end(): Promise<void> {
    await Promise.all([...this.#all].map((left) => this.#stopped(left)));
  }

  async #stopped(left: Left): Promise<void> {
    this.#all.delete(left);
    const { job, acknowledgedAt } = left;
    await this.#ledger
      .codeStopped(job, acknowledgedAt)
      .catch((error) =>
        this.#log.warn({ err: error, job: job.id }, 'The end of its code was not written'),
      );
  }
}
