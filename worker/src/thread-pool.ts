import type { Logger } from 'pino';
import type { TaskEnd, TaskRun } from './run-task.ts';
import { Thread, type ThreadOptions } from './thread.ts';

/** A thread costs about 10 MB: one that had nothing to do for so long ends. */
const IDLE_MS = 30_000;

interface ThreadPoolOptions extends ThreadOptions {
  /** After so many tasks a thread is replaced, so that what they leave behind does not add up. */
  readonly maxTasks: number;
}

/**
 * Threads for CPU-bound tasks: one for each that runs, kept for the next. So a job that holds a lock never waits for a thread. A thread is
 * replaced after `maxTasks`, and when its heap is more than half full after a task: the next one might not fit.
 */
export class ThreadPool {
  readonly #options: ThreadPoolOptions;
  readonly #log: Logger;
  readonly #all = new Set<Thread>();
  readonly #idle = new Map<Thread, NodeJS.Timeout>();

  constructor(options: ThreadPoolOptions, log: Logger) {
    this.#options = options;
    this.#log = log;
  }

  run(run: TaskRun): TaskEnd {
    const thread = this.#takeIdle() ?? this.#start();
    const end = thread.run(run);
    void end.ended.then(() => this.#done(thread));
    return end;
  }

  async stop(): Promise<void> {
    for (const timer of this.#idle.values()) clearTimeout(timer);
    this.#idle.clear();
    await Promise.all([...this.#all].map((thread) => thread.terminate()));
  }

  #start(): Thread {
    const thread = new Thread(this.#options);
    this.#all.add(thread);
    void thread.ended.then(() => this.#remove(thread));
    return thread;
  }

  #remove(thread: Thread): void {
    this.#all.delete(thread);
    this.#forget(thread);
  }

  /** The one that was busy last: the others may end. */
  #takeIdle(): Thread | undefined {
    const thread = [...this.#idle.keys()].at(-1);
    if (thread) this.#forget(thread);
    thread?.hold(true);
    return thread;
  }

  #forget(thread: Thread): void {
    clearTimeout(this.#idle.get(thread));
    this.#idle.delete(thread);
  }

  #done(thread: Thread): void {
    if (!this.#all.has(thread)) return;
    const { maxTasks, maxHeapMb } = this.#options;
    const { tasks, heapBytes } = thread;
    if (tasks >= maxTasks || heapBytes > (maxHeapMb / 2) * 1_048_576) {
      this.#log.info({ tasks, heapBytes }, 'Thread replaced');
      void thread.terminate();
      return;
    }
    thread.hold(false);
    this.#idle.set(thread, setTimeout(() => void thread.terminate(), IDLE_MS).unref());
  }
}
