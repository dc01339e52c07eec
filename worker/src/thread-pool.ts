import { JobError, Progress } from '@taskdeck/tasks';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Logger } from 'pino';
import type { TaskRun } from './run-task.ts';
import {
  type AbortMessage,
  type ThreadError,
  type ThreadJob,
  ThreadOutcome,
} from './thread-protocol.ts';

/** A thread costs about 10 MB: one that had nothing to do for so long ends. */
const IDLE_MS = 30_000;

/**
 * Source or build, as this file. Told with each task and not to the pool, because an entry that can't be loaded then fails the task;
 * told to the pool, it would leave the task waiting for ever.
 */
const ENTRY = {
  filename: fileURLToPath(new URL(`./thread-entry${extname(import.meta.url)}`, import.meta.url)),
  name: 'runOnThread',
};

/** Threads for CPU-bound tasks. Starts none before it is asked to. */
export class ThreadPool {
  readonly #pool: Piscina<ThreadJob, unknown>;

  /**
   * @param slots as many threads as jobs run at once: a job that holds a lock never waits for a thread
   * @param execArgv Node's own options for the threads; default: those of this process
   */
  constructor(slots: number, log: Logger, execArgv?: string[]) {
    this.#pool = new Piscina<ThreadJob, unknown>({
      minThreads: 0,
      maxThreads: slots,
      idleTimeout: IDLE_MS,
      ...(execArgv && { execArgv }),
    });
    this.#pool.on('error', (error) => log.error({ err: error }, 'A thread failed while idle'));
  }

  /** @param kill ends the thread and rejects when aborted */
  async run({ task, input, signal, progress }: TaskRun, kill: AbortSignal): Promise<unknown> {
    const { port1: ours, port2: port } = new MessageChannel();
    ours.on('message', (message: unknown) => {
      const parsed = Progress.safeParse(message);
      if (parsed.success) progress(parsed.data);
    });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a MessagePort, not a window
    const abort = () => ours.postMessage(abortMessage(signal.reason));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    try {
      const job = { task: task.name, input, port };
      const outcome = ThreadOutcome.parse(
        await this.#pool.run(job, { ...ENTRY, transferList: [port], signal: kill }),
      );
      if (outcome.progress) progress(outcome.progress);
      if (outcome.error) throw fromThread(outcome.error);
      return outcome.result;
    } finally {
      signal.removeEventListener('abort', abort);
      ours.close();
    }
  }

  async stop(): Promise<void> {
    await this.#pool.destroy();
  }
}

function abortMessage(reason: unknown): AbortMessage {
  return reason instanceof JobError
    ? { code: reason.code, message: reason.message }
    : { code: 'TASK_FAILED', message: String(reason) };
}

function fromThread({ name, message, stack }: ThreadError): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = stack ?? `${name}: ${message}`;
  return error;
}
