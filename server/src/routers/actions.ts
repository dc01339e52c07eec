import { z } from 'zod';
import { Action, ActionRequest, Actions } from '../schemas/action.ts';
import { procedure, router } from '../trpc.ts';

const tags = ['Actions'];
const ById = z.object({ id: z.uuid().meta({ description: 'Id of an action' }) });

/** One thing done to many jobs, in the background. */
export const actionsRouter = router({
  start: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/actions',
        tags,
        summary: 'Retry, run now, cancel, remove or re-prioritize many jobs in the background',
      },
    })
    .input(ActionRequest)
    .output(Action)
    .mutation(({ ctx, input }) => ctx.services.actions.start(input, ctx.actor)),
  list: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/actions',
        tags,
        summary: 'Background actions of the last day, newest first',
      },
    })
    .input(z.void())
    .output(Actions)
    .query(({ ctx }) => ctx.services.actions.list()),
  get: procedure
    .meta({
      openapi: { method: 'GET', path: '/api/actions/{id}', tags, summary: 'One background action' },
    })
    .input(ById)
    .output(Action)
    .query(({ ctx, input }) => ctx.services.actions.get(input.id)),
  abort: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/actions/{id}/abort',
        tags,
        summary: 'End a background action; what it has done stays done',
      },
    })
    .input(ById)
    .output(Action)
    .mutation(({ ctx, input }) => ctx.services.actions.abort(input.id)),
});
