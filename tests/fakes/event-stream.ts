import type { DockerEngine } from '@taskdeck/server/docker/docker-engine';
import type { DockerEvent } from '@taskdeck/server/docker/docker-event';

type Listener = Parameters<DockerEngine['events']>[2];

/** Docker's events for a `FakeDockerEngine`: told as they happen, and what the daemon remembers to whoever asks. */
export class FakeEventStream {
  /** Since when each reader asked, epoch ms. */
  readonly asked: (number | null)[] = [];
  /** True: nothing is told to who listens already, and nothing says so. */
  dead = false;
  /** Why nobody can read; null: everybody can. */
  refusal: string | null = null;
  #remembered: DockerEvent[] = [];
  readonly #listeners = new Map<Listener, (error: Error) => void>();
  #next = 0;

  get listeners(): number {
    return this.#listeners.size;
  }

  readonly read: DockerEngine['events'] = (sinceMs, signal, tell) => {
    this.asked.push(sinceMs);
    if (this.refusal !== null) return Promise.reject(new Error(this.refusal));
    if (signal.aborted) return Promise.reject(new Error('Nobody listens any more.'));
    for (const event of this.#remembered) if (event.atMs >= (sinceMs ?? Infinity)) tell(event);
    return new Promise((_, reject) => {
      this.#listeners.set(tell, reject);
      const leave = () => {
        this.#listeners.delete(tell);
        reject(new Error('Nobody listens any more.'));
      };
      signal.addEventListener('abort', leave, { once: true });
    });
  };

  /** Something happens. */
  tell(some: Pick<DockerEvent, 'kind' | 'containerId' | 'atMs'> & Partial<DockerEvent>): void {
    this.#next += 1;
    const event = {
      host: null,
      key: `${some.atMs} ${this.#next}`,
      name: 'taskdeck-worker-1',
      service: 'worker',
      project: 'taskdeck',
      replica: 1,
      network: null,
      exitCode: null,
      ...some,
    };
    this.#remembered.push(event);
    if (!this.dead) for (const tell of this.#listeners.keys()) tell(event);
  }

  /** The daemon forgets, as it does when it restarts or when much happens. */
  forget(): void {
    this.#remembered = [];
  }

  /** All streams end. */
  end(reason: string): void {
    for (const [tell, reject] of this.#listeners) {
      this.#listeners.delete(tell);
      reject(new Error(reason));
    }
  }
}
