import { z } from 'zod';
import {
  ForeignFilter,
  ForeignJob,
  ForeignJobAddress,
  ForeignJobs,
  ForeignQueues,
  NewForeignJob,
} from '../schemas/foreign.ts';
import { procedure, router } from '../trpc.ts';

const tags = ['Other queues'];
const JOBS = '/api/queues/{queue}/jobs';

/** BullMQ queues that somebody else made in the same Redis. */
export const foreignRouter = router({
  list: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/foreign-queues',
        tags,
        summary: 'BullMQ queues of other programs, with their counts',
      },
    })
    .input(z.void())
    .output(ForeignQueues)
    .query(({ ctx }) => ctx.services.foreign.list()),
  jobs: procedure
    .meta({ openapi: { method: 'GET', path: JOBS, tags, summary: 'Their jobs of one state' } })
    .input(ForeignFilter)
    .output(ForeignJobs)
    .query(({ ctx, input }) => ctx.services.foreign.jobs(input)),
  job: procedure
    .meta({ openapi: { method: 'GET', path: `${JOBS}/{id}`, tags, summary: 'One of their jobs' } })
    .input(ForeignJobAddress)
    .output(ForeignJob)
    .query(({ ctx, input }) => ctx.services.foreign.job(input)),
  add: procedure
    .meta({ openapi: { method: 'POST', path: JOBS, tags, summary: 'Add a job to their queue' } })
    .input(NewForeignJob)
    .output(ForeignJobAddress)
    .mutation(({ ctx, input }) => ctx.services.foreign.add(input)),
  retry: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: `${JOBS}/{id}/retry`,
        tags,
        summary: 'Queue one of their ended jobs again',
      },
    })
    .input(ForeignJobAddress)
    .output(ForeignJobAddress)
    .mutation(({ ctx, input }) => ctx.services.foreign.retry(input)),
  runNow: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: `${JOBS}/{id}/run-now`,
        tags,
        summary: 'Run one of their delayed jobs now',
      },
    })
    .input(ForeignJobAddress)
    .output(ForeignJobAddress)
    .mutation(({ ctx, input }) => ctx.services.foreign.runNow(input)),
  remove: procedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: `${JOBS}/{id}`,
        tags,
        summary: 'Remove one of their jobs that does not run',
      },
    })
    .input(ForeignJobAddress)
    .output(ForeignJobAddress)
    .mutation(({ ctx, input }) => ctx.services.foreign.remove(input)),
});
