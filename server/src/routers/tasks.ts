import { Priority } from '@taskdeck/tasks';
import { z } from 'zod';
import { JobId } from '../schemas/common.ts';
import { Flow } from '../schemas/flow.ts';
import { JobLog, JobLogQuery } from '../schemas/job-log.ts';
import {
  Catalog,
  Job,
  JobCount,
  JobFilter,
  JobMatch,
  JobPage,
  Submission,
  Submitted,
} from '../schemas/job.ts';
import { procedure, router } from '../trpc.ts';

const tags = ['Tasks'];
const ById = z.object({ id: JobId });
const WithPriority = ById.extend({ priority: Priority });

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
  count: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/tasks/count',
        tags,
        summary: 'How many jobs match a filter; exact, or at least so many',
      },
    })
    .input(JobMatch)
    .output(JobCount)
    .query(({ ctx, input }) => ctx.services.countJobs(input)),
  get: procedure
    .meta({ openapi: { method: 'GET', path: '/api/tasks/{id}', tags, summary: 'One job' } })
    .input(ById)
    .output(Job)
    .query(({ ctx, input }) => ctx.services.job(input.id)),
  logs: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/tasks/{id}/logs',
        tags,
        summary: "Lines of a job's log; log.txt beside it is all of them as text",
      },
    })
    .input(JobLogQuery)
    .output(JobLog)
    .query(({ ctx, input }) => ctx.services.jobLog(input)),
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
  flow: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/tasks/{id}/flow',
        tags,
        summary: 'The steps of a flow as a graph, with the state of every job',
      },
    })
    .input(ById)
    .output(Flow)
    .query(({ ctx, input }) => ctx.services.flow(input.id)),
  runNow: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/tasks/{id}/run-now',
        tags,
        summary: 'Let a delayed job wait no longer',
      },
    })
    .input(ById)
    .output(Job)
    .mutation(({ ctx, input }) => ctx.services.runNow(input.id)),
  setPriority: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/tasks/{id}/priority',
        tags,
        summary: 'Change the priority of a job that waits or is delayed',
      },
    })
    .input(WithPriority)
    .output(Job)
    .mutation(({ ctx, input }) => ctx.services.setPriority(input.id, input.priority)),
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
