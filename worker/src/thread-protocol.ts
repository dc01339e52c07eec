import { JOB_ERROR_CODES, type JobErrorCode, Progress, type TaskSettings } from '@taskdeck/tasks';
import { z } from 'zod';
import { LogBatch } from './log-buffer.ts';

/**
 * What goes between the worker and one of its threads. Each message bears the number of the run it belongs to: one that comes late,
 * when the thread runs something else already, is nobody's.
 */
const run = z.int();

/** What a thread is born with. */
export interface ThreadData {
  readonly settings: TaskSettings;
}

/** To a thread. `start` comes first; then one `abort` may come, and an `answer` to each `call`. */
export type ToThread =
  | {
      readonly type: 'start';
      readonly run: number;
      readonly task: string;
      readonly input: unknown;
      readonly jobId: string;
      readonly attempt: number;
    }
  | {
      readonly type: 'abort';
      readonly run: number;
      readonly code: JobErrorCode;
      readonly message: string;
    }
  | {
      readonly type: 'answer';
      readonly run: number;
      readonly call: number;
      readonly value: unknown;
      /** null when the call succeeded. */
      readonly error: string | null;
    };

/** An error that has crossed threads: of a class only the name is left, and the code of a JobError. */
export const ThreadError = z.object({
  name: z.string(),
  message: z.string(),
  stack: z.string().nullable(),
  code: z.enum(JOB_ERROR_CODES).nullable(),
});
export type ThreadError = z.infer<typeof ThreadError>;

/** From a thread. `end` comes last. */
export const FromThread = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), run, progress: Progress.nullable().catch(null) }),
  z.object({ type: z.literal('log'), run, batch: LogBatch }),
  z.object({
    type: z.literal('call'),
    run,
    call: z.int(),
    /** null: get; else the text to set. */
    text: z.string().nullable(),
    name: z.string(),
  }),
  z.object({
    type: z.literal('end'),
    run,
    result: z.unknown(),
    /** null when the task completed. */
    error: ThreadError.nullable(),
    /** What the thread's heap holds now, garbage included. */
    heapBytes: z.number(),
  }),
]);
export type FromThread = z.infer<typeof FromThread>;
