import { JobState } from '@taskdeck/tasks';
import { z } from 'zod';

/** One job of a step. */
export const FlowJob = z.object({
  id: z.string(),
  /** Of a fan-out, from 0; null for a step of one job. */
  index: z.int().nullable(),
  /** null: it is about to be queued, or was removed. */
  state: JobState.nullable(),
  /** Code of its last failure; null when it has none. */
  errorCode: z.string().nullable(),
});
export type FlowJob = z.infer<typeof FlowJob>;

/** One step of a flow. */
export const FlowNode = z.object({
  key: z.string(),
  task: z.string(),
  /** Keys of the steps it waits for directly. */
  after: z.array(z.string()),
  /** Reference to the list that it fans out over; null: one job. */
  each: z.string().nullable(),
  /** [] until the steps before have ended. */
  jobs: z.array(FlowJob),
});
export type FlowNode = z.infer<typeof FlowNode>;

/** A flow as a graph. The steps of one level run side by side, and a level starts when the one before has ended. */
export const Flow = z.object({
  onFailure: z.enum(['stop', 'continue']),
  levels: z.array(z.array(FlowNode)),
});
export type Flow = z.infer<typeof Flow>;
