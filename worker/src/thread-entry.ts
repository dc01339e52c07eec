import { findTask, JobError, type Progress } from '@taskdeck/tasks';
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { AbortMessage, type ThreadJob, type ThreadOutcome } from './thread-protocol.ts';

/** How often a busy task's thread looks for an abort, and says how far it is. */
const LOOK_MS = 50;

/** What runs on a thread: one task, from the catalogue. Never rejects: an error travels in the outcome. */
export async function runOnThread({ task, input, port }: ThreadJob): Promise<ThreadOutcome> {
  const link = new Link(port);
  try {
    const definition = findTask(task);
    if (!definition) throw new JobError('TASK_UNKNOWN', `No task is called ${task}`);
    const result = await definition.execute(input, {
      get signal() {
        return link.look();
      },
      progress: (progress) => link.report(progress),
      random: Math.random,
      now: () => performance.now(),
    });
    return { result, error: null, progress: link.progress };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const { name, message, stack } = error;
    return {
      result: null,
      error: { name, message, stack: stack ?? null },
      progress: link.progress,
    };
  } finally {
    port.close();
  }
}

/**
 * A thread's end of the port. A task that computes without a pause never lets its event loop deliver the message to stop; so each
 * report of progress and each look at the signal takes it from the port by hand, at most every 50 ms.
 */
class Link {
  readonly #port: MessagePort;
  readonly #abort = new AbortController();
  #lookedAt = 0;
  #sent: Progress | null = null;
  progress: Progress | null = null;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (message: unknown) => this.#receive(message));
  }

  look(): AbortSignal {
    const now = performance.now();
    if (now - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = now;
      if (this.progress !== this.#sent) {
        this.#sent = this.progress;
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a MessagePort, not a window
        this.#port.postMessage(this.progress);
      }
      const received: { message?: unknown } | undefined = receiveMessageOnPort(this.#port);
      if (received) this.#receive(received.message);
    }
    return this.#abort.signal;
  }

  report(progress: Progress): void {
    this.progress = progress;
    this.look();
  }

  #receive(message: unknown): void {
    const { code, message: text } = AbortMessage.parse(message);
    this.#abort.abort(new JobError(code, text));
  }
}
