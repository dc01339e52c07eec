import { z } from 'zod';
import { WorkerView } from '../schemas/worker.ts';
import { procedure, router } from '../trpc.ts';

const tags = ['Stack'];
const ById = z.object({ id: z.uuid().meta({ description: 'Id of a worker' }) });

export const workerControlsRouter = router({
  pause: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/workers/{id}/pause',
        tags,
        summary: 'Ask a worker to take nothing new; what runs goes on',
      },
    })
    .input(ById)
    .output(WorkerView)
    .mutation(({ ctx, input }) => ctx.services.controlWorker(input.id, 'pause')),
  resume: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/workers/{id}/resume',
        tags,
        summary: 'Ask a paused worker to take jobs again',
      },
    })
    .input(ById)
    .output(WorkerView)
    .mutation(({ ctx, input }) => ctx.services.controlWorker(input.id, 'resume')),
  drain: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/workers/{id}/drain',
        tags,
        summary: 'Ask a worker to finish what runs and to end; Compose starts it again',
      },
    })
    .input(ById)
    .output(WorkerView)
    .mutation(({ ctx, input }) => ctx.services.controlWorker(input.id, 'drain')),
});
