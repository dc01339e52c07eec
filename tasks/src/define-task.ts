import type { z } from 'zod';
import type { Backoff, QueueName } from './queue.ts';
import type { TaskContext } from './task-context.ts';

/** What a task file states. */
export interface TaskSpec<Name extends string, Input extends z.ZodType, Result extends z.ZodType> {
  /** Kebab-case, unique, and the file's name. It is part of the contract: a rename orphans waiting jobs. */
  readonly name: Name;
  /** A short imperative for the catalogue, for example "Price an option by simulation". */
  readonly title: string;
  /** One or two sentences on what it does and how long it takes. */
  readonly description: string;
  /** The queue its jobs wait in. */
  readonly queue: QueueName;
  /**
   * `thread`: runs on a thread of the worker, so that CPU-bound work can't keep the worker from renewing its locks.
   * `inline`: runs on the worker's own event loop; only for tasks that mostly wait.
   */
  readonly runsOn: 'inline' | 'thread';
  /** Attempts unless the submission says otherwise, 1 to 20. */
  readonly attempts: number;
  /** Between attempts, unless the submission says otherwise; default `DEFAULT_BACKOFF`. */
  readonly backoff?: Backoff;
  /** Hard limit: milliseconds an attempt may take unless the submission says otherwise. */
  readonly timeoutMs: number;
  /** Soft limit: the signal fires then and the task may clean up until the hard one; below `timeoutMs`. Default: none. */
  readonly softTimeoutMs?: number;
  /** The input. Titles, descriptions, defaults and bounds become the form and the JSON Schema. */
  readonly input: Input;
  /** The result, as the catalogue describes it. */
  readonly result: Result;
  /** The work. It obeys `ctx.signal` and is safe to run twice: a job whose worker is lost runs again. */
  run(input: z.output<Input>, ctx: TaskContext): Promise<z.input<Result>>;
}

/** A task as server and worker use it: the types of input and result are closed over by `execute`. */
export interface TaskDefinition<Name extends string = string> {
  readonly name: Name;
  readonly title: string;
  readonly description: string;
  readonly queue: QueueName;
  readonly runsOn: 'inline' | 'thread';
  readonly attempts: number;
  readonly backoff?: Backoff;
  readonly timeoutMs: number;
  readonly softTimeoutMs?: number;
  readonly input: z.ZodType;
  readonly result: z.ZodType;
  /** Parses `raw` (Redis is a trust border), then runs. Rejects with a ZodError when `raw` is not a valid input. */
  execute(raw: unknown, ctx: TaskContext): Promise<unknown>;
}

/** The one place where "unknown from Redis" becomes a typed input. */
export function defineTask<
  const Name extends string,
  Input extends z.ZodType,
  Result extends z.ZodType,
>(spec: TaskSpec<Name, Input, Result>): TaskDefinition<Name> & TaskSpec<Name, Input, Result> {
  return { ...spec, execute: async (raw, ctx) => spec.run(spec.input.parse(raw), ctx) };
}
