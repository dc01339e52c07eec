import { JobError } from '@taskdeck/tasks';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { TaskEnd, TaskRun } from './run-task.ts';
import { FromThread, type ThreadData, type ThreadError, type ToThread } from './thread-protocol.ts';

/** Source or build, as this file. */
const ENTRY = new URL(`./thread-entry${extname(import.meta.url)}`, import.meta.url);
/** What a thread begins with. On threads of Node 20 tsx teaches TypeScript to `require` only. */
const BEGIN = ENTRY.pathname.endsWith('.ts') ? scriptThatRequires(fileURLToPath(ENTRY)) : ENTRY;

export interface ThreadOptions extends ThreadData {
  /** What its heap may grow to; a task that needs more fails, and the thread is gone. */
  readonly maxHeapMb: number;
  /** Node's own options for it; default: those of this process. */
  readonly execArgv?: string[];
}

interface Current {
  readonly run: TaskRun;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** A thread that runs one task at a time. */
export class Thread {
  readonly #worker: Worker;
  readonly #maxHeapMb: number;
  #current: Current | null = null;
  /** Why it failed, until it has ended. */
  #failure: Error | null = null;
  /** Tasks it was given. */
  tasks = 0;
  /** What its heap held after the last task. */
  heapBytes = 0;
  /** Resolves when nothing of it runs any more. */
  readonly ended: Promise<void>;

  constructor({ settings, maxHeapMb, execArgv }: ThreadOptions) {
    this.#maxHeapMb = maxHeapMb;
    const workerData: ThreadData = { settings };
    this.#worker = new Worker(BEGIN, {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
      ...(execArgv && { execArgv }),
    });
    this.#worker.on('message', (message: unknown) => this.#receive(message));
    this.#worker.on('messageerror', (error) => this.#current?.reject(error));
    this.#worker.on('error', (error) => {
      this.#failure = this.#inWords(error);
    });
    this.ended = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        this.#current?.reject(
          this.#failure ?? new Error(`The thread ended (exit code ${code}) while the task ran`),
        );
        this.#current = null;
        resolve();
      });
    });
  }

  /** `run.giveUp` ends the thread, and rejects at once. */
  run(run: TaskRun): TaskEnd {
    this.tasks += 1;
    const number = this.tasks;
    const { task, input, jobId, attempt, signal, giveUp } = run;
    const result = new Promise<unknown>((resolve, reject) => {
      this.#current = { run, resolve, reject };
      const abort = () => this.#post({ type: 'abort', run: number, ...abortReason(signal.reason) });
      const terminate = () => {
        if (this.#current?.run !== run) return;
        reject(giveUp.reason);
        void this.#worker.terminate();
      };
      this.#post({ type: 'start', run: number, task: task.name, input, jobId, attempt });
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
      if (giveUp.aborted) terminate();
      else giveUp.addEventListener('abort', terminate, { once: true });
    });
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    // A task that answered has ended; one that was given up ends with its thread.
    const ended = settled.then(() => (this.#current === null ? undefined : this.ended));
    return { result, ended };
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Lets the process end although the thread lives; `true`: it may not. */
  hold(needed: boolean): void {
    if (needed) this.#worker.ref();
    else this.#worker.unref();
  }

  #receive(raw: unknown): void {
    const current = this.#current;
    const parsed = FromThread.safeParse(raw);
    if (!parsed.success) {
      current?.reject(new Error('A thread said what nobody understands', { cause: parsed.error }));
      void this.#worker.terminate();
      return;
    }
    const message = parsed.data;
    if (!current || message.run !== this.tasks) return;
    const { run } = current;
    if (message.type === 'progress') {
      if (message.progress) run.progress(message.progress);
    } else if (message.type === 'log') run.log(message.batch);
    else if (message.type === 'call') void this.#answer(run, message);
    else {
      this.#current = null;
      this.heapBytes = message.heapBytes;
      if (message.error) current.reject(fromThread(message.error));
      else current.resolve(message.result);
    }
  }

  async #answer(
    { values }: TaskRun,
    { run, call, name, text }: Extract<FromThread, { type: 'call' }>,
  ): Promise<void> {
    try {
      const value = text === null ? await values.get(name) : await values.set(name, text);
      this.#post({ type: 'answer', run, call, value, error: null });
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown.message : String(thrown);
      this.#post({ type: 'answer', run, call, value: null, error });
    }
  }

  #post(message: ToThread): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(message);
  }

  #inWords(error: Error): Error {
    const code = 'code' in error ? error.code : null;
    if (code !== 'ERR_WORKER_OUT_OF_MEMORY') return error;
    return new JobError(
      'TASK_FAILED',
      `Ran out of memory: a task on a thread may use ${this.#maxHeapMb} MB (MAX_THREAD_HEAP_MB)`,
    );
  }
}

function scriptThatRequires(path: string): URL {
  const file = JSON.stringify(path);
  const script = `import { createRequire } from 'node:module'; createRequire(${file})(${file});`;
  return new URL(`data:text/javascript,${encodeURIComponent(script)}`);
}

function abortReason(reason: unknown): Pick<JobError, 'code' | 'message'> {
  return reason instanceof JobError
    ? { code: reason.code, message: reason.message }
    : { code: 'TASK_FAILED', message: String(reason) };
}

function fromThread({ name, message, stack, code }: ThreadError): Error {
  const error =
    code === null ? Object.assign(new Error(message), { name }) : new JobError(code, message);
  error.stack = stack ?? `${name}: ${message}`;
  return error;
}
