import type { QueueControls } from '@taskdeck/server/queue/queue-controls';
import type { LimitChange } from '@taskdeck/server/schemas/queue';
import type { QueueName } from '@taskdeck/tasks';
import { UNCONTROLLED, type Controlled, type FakeJobQueue } from './job-queue.ts';

/** The controls of a `FakeJobQueue`, whose `stats` tell of them: pass the same contract as those of BullMQ. */
export class FakeQueueControls implements QueueControls {
  readonly #queue: FakeJobQueue;
  readonly #now: () => number;

  constructor(queue: FakeJobQueue, now: () => number = Date.now) {
    this.#queue = queue;
    this.#now = now;
  }

  async pause(name: QueueName, by: string): Promise<void> {
    const since = new Date(this.#now()).toISOString();
    await this.#change(name, ({ paused }) => ({ paused: paused ?? { by, since } }));
  }

  resume(name: QueueName): Promise<void> {
    return this.#change(name, () => ({ paused: null }));
  }

  setLimits(name: QueueName, { globalConcurrency, rateLimit }: LimitChange): Promise<void> {
    return this.#change(name, (now) => ({
      globalConcurrency:
        globalConcurrency === undefined ? now.globalConcurrency : globalConcurrency,
      rateLimit: rateLimit === undefined ? now.rateLimit : rateLimit,
    }));
  }

  async close(): Promise<void> {}

  async #change(name: QueueName, change: (now: Controlled) => Partial<Controlled>): Promise<void> {
    // Fails as the queue does while Redis is away.
    await this.#queue.rows([]);
    const { controls } = this.#queue;
    const now = controls.get(name) ?? UNCONTROLLED;
    controls.set(name, { ...now, ...change(now) });
  }
}
