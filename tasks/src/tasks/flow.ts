import { z } from 'zod';
import { defineTask } from '../define-task.ts';
import { FlowDefinition } from '../flow/flow-definition.ts';
import { runFlow } from '../flow/run-flow.ts';

/** One job that does its work by others. */
export const flow = defineTask({
  name: 'flow',
  title: 'Run a flow of steps',
  description:
    'Steps that follow each other, run side by side, or fan out over a list and come together again. Each is a job of its own; while they run the flow takes no slot.',
  queue: 'default',
  runsOn: 'inline',
  attempts: 1,
  // Of the moments in which it queues what comes next, not of the whole flow.
  timeoutMs: 60_000,
  input: FlowDefinition,
  result: z.object({
    /** Of the last step: a list when it fanned out, null where a job failed. */
    result: z.unknown(),
    completed: z.int(),
    failed: z.int(),
  }),
  run: (definition, ctx) => runFlow(definition, ctx.children),
});
