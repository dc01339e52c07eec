import { z } from 'zod';
import { JobId } from '../schemas/common.ts';
import { Catalog, Job, JobFilter, JobPage, Submission, Submitted } from '../schemas/job.ts';
import { procedure, router } from '../trpc.ts';

const tags = ['Tasks'];
const ById = z.object({ id: JobId });

export const tasksRouter = router({
  catalog: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/catalog',
        tags,
        summary: 'The tasks with their JSON Schemas and defaults',
      },
    })
    .input(z.void())
    .output(Catalog)
    .query(({ ctx }) => ctx.services.catalog()),
  submit: procedure
    .meta({ openapi: { method: 'POST', path: '/api/tasks', tags, summary: 'Submit a job' } })
    .input(Submission)
    .output(Submitted)
    .mutation(({ ctx, input }) => ctx.services.submit(input, ctx.actor, ctx.requestId)),
  list: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/tasks',
        tags,
        summary: 'Jobs, newest first, without payloads',
      },
    })
    .input(JobFilter)
    .output(JobPage)
    .query(({ ctx, input }) => ctx.services.jobs(input)),
  get: procedure
    .meta({ openapi: { method: 'GET', path: '/api/tasks/{id}', tags, summary: 'One job' } })
    .input(ById)
    .output(Job)
    .query(({ ctx, input }) => ctx.services.job(input.id)),
  cancel: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/tasks/{id}/cancel',
        tags,
        summary: 'Ask for a job to be cancelled',
      },
    })
    .input(ById)
    .output(Job)
    .mutation(({ ctx, input }) => ctx.services.cancel(input.id, ctx.actor)),
  retry: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/tasks/{id}/retry',
        tags,
        summary: 'Queue an ended job again',
      },
    })
    .input(ById)
    .output(Job)
    .mutation(({ ctx, input }) => ctx.services.retry(input.id)),
  remove: procedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/api/tasks/{id}',
        tags,
        summary: 'Remove a job that does not run',
      },
    })
    .input(ById)
    .output(z.object({ id: JobId }))
    .mutation(async ({ ctx, input }) => {
      await ctx.services.remove(input.id);
      return { id: input.id };
    }),
});
