import { JOB_ERROR_CODES, Progress } from '@taskdeck/tasks';
import type { MessagePort } from 'node:worker_threads';
import { z } from 'zod';

/** What a thread is started with. Progress comes out of `port`, and one `AbortMessage` may go in. */
export interface ThreadJob {
  readonly task: string;
  readonly input: unknown;
  readonly port: MessagePort;
}

/** To a thread: stop. */
export const AbortMessage = z.object({ code: z.enum(JOB_ERROR_CODES), message: z.string() });
export type AbortMessage = z.infer<typeof AbortMessage>;

/** An error that has crossed threads: of a class, only the name is left. */
export const ThreadError = z.object({
  name: z.string(),
  message: z.string(),
  stack: z.string().nullable(),
});
export type ThreadError = z.infer<typeof ThreadError>;

/** How a thread ended, with the last progress, which may not have gone out of the port yet. */
export const ThreadOutcome = z.object({
  progress: Progress.nullable().catch(null),
  result: z.unknown(),
  /** null when the task completed. */
  error: ThreadError.nullable(),
});
export type ThreadOutcome = z.infer<typeof ThreadOutcome>;
