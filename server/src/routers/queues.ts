import { z } from 'zod';
import { Actions } from '../schemas/action.ts';
import { DrainQueue, QueueName, SetLimits } from '../schemas/queue.ts';
import { Queues, QueueView } from '../schemas/stats.ts';
import { procedure, router } from '../trpc.ts';

const tags = ['Queues'];
const ByName = z.object({ queue: QueueName });

export const queuesRouter = router({
  list: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/queues',
        tags,
        summary: 'The queues: counts, rates, limits, and whether they are paused',
      },
    })
    .input(z.void())
    .output(Queues)
    .query(({ ctx }) => ctx.services.queues.list()),
  pause: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/queues/{queue}/pause',
        tags,
        summary: 'Give workers nothing more from a queue; what runs goes on',
      },
    })
    .input(ByName)
    .output(QueueView)
    .mutation(({ ctx, input }) => ctx.services.queues.pause(input.queue, ctx.actor)),
  resume: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/queues/{queue}/resume',
        tags,
        summary: 'End the pause of a queue',
      },
    })
    .input(ByName)
    .output(QueueView)
    .mutation(({ ctx, input }) => ctx.services.queues.resume(input.queue)),
  setLimits: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/queues/{queue}/limits',
        tags,
        summary:
          'Limit how many jobs of a queue run at once, or start in a time, over all workers; null: no limit',
      },
    })
    .input(SetLimits)
    .output(QueueView)
    .mutation(({ ctx, input }) => ctx.services.queues.setLimits(input)),
  drain: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/queues/{queue}/drain',
        tags,
        summary: 'Remove what waits in a queue, in the background; answers the actions that do it',
      },
    })
    .input(DrainQueue)
    .output(Actions)
    .mutation(({ ctx, input }) => ctx.services.queues.drain(input, ctx.actor)),
});
