import { JobError, type LogLevel, type Progress, type TaskValues } from '@taskdeck/tasks';
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { z } from 'zod';
import { type LogBatch, LogBuffer, logEntry } from './log-buffer.ts';
import type { FromThread, ToThread } from './thread-protocol.ts';

/** How often a busy task's thread looks for an abort, and says how far it is. */
const LOOK_MS = 50;
/** Lines that go to the worker at a time; with the pause between, more than it writes. */
const LINES_PER_LOOK = 100;

const Value = z.object({ version: z.int(), text: z.string() }).nullable();

interface Call {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * A thread's side of one run. A task that computes without a pause never lets its event loop deliver the message to stop; so each
 * report and each look at the signal takes it from the port by hand, at most every 50 ms.
 */
export class ThreadLink {
  readonly #port: MessagePort;
  readonly #run: number;
  readonly #abort = new AbortController();
  readonly #log = new LogBuffer();
  readonly #calls = new Map<number, Call>();
  /** Takes what a look finds: it may be for another run. */
  readonly #receive: (message: ToThread) => void;
  #lookedAt = 0;
  #progress: Progress | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(port: MessagePort, run: number, receive: (message: ToThread) => void) {
    this.#port = port;
    this.#run = run;
    this.#receive = receive;
  }

  /** The task's signal, up to date. */
  look(): AbortSignal {
    const now = performance.now();
    if (now - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = now;
      this.#send(LINES_PER_LOOK);
      const received: { message?: ToThread } | undefined = receiveMessageOnPort(this.#port);
      if (received?.message) this.#receive(received.message);
    }
    return this.#abort.signal;
  }

  report(progress: Progress): void {
    this.#progress = progress;
    this.look();
    this.#sendLater();
  }

  log(message: string, level?: LogLevel): void {
    this.#log.add(logEntry(message, level));
    this.look();
    this.#sendLater();
  }

  readonly values: TaskValues = {
    get: async (name) => Value.parse(await this.#call(name, null)),
    set: async (name, text) => z.int().parse(await this.#call(name, text)),
  };

  /** What is not sent yet goes now: the end follows. */
  finish(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#send(Number.POSITIVE_INFINITY);
  }

  take(message: Exclude<ToThread, { type: 'start' }>): void {
    if (message.run !== this.#run) return;
    if (message.type === 'abort')
      return this.#abort.abort(new JobError(message.code, message.message));
    const call = this.#calls.get(message.call);
    this.#calls.delete(message.call);
    if (message.error === null) call?.resolve(message.value);
    else call?.reject(new Error(message.error));
  }

  async #call(name: string, text: string | null): Promise<unknown> {
    const call = this.#calls.size === 0 ? 1 : Math.max(...this.#calls.keys()) + 1;
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject });
      this.#post({ type: 'call', run: this.#run, call, name, text });
    });
  }

  /** For a task that reports and then waits: nobody looks. */
  #sendLater(): void {
    if (this.#timer || (this.#progress === null && this.#log.empty)) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#send(LINES_PER_LOOK);
      this.#sendLater();
    }, LOOK_MS);
  }

  #send(lines: number): void {
    const progress = this.#progress;
    this.#progress = null;
    if (progress) this.#post({ type: 'progress', run: this.#run, progress });
    if (this.#log.empty) return;
    const batch: LogBatch = this.#log.take(lines);
    this.#post({ type: 'log', run: this.#run, batch });
  }

  #post(message: FromThread): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a MessagePort, not a window
    this.#port.postMessage(message);
  }
}
