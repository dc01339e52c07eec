import { z } from 'zod';
import { Submitted } from '../schemas/job.ts';
import {
  ScheduleDetail,
  ScheduleFields,
  ScheduleId,
  SchedulePreview,
  Schedules,
  ScheduleTiming,
  ScheduleUpdate,
} from '../schemas/schedule.ts';
import { procedure, router } from '../trpc.ts';

const ById = z.object({ id: ScheduleId });
const rest = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', below: string, summary: string) => ({
  openapi: { method, path: `/api/schedules${below}` as const, tags: ['Schedules'], summary },
});

export const schedulesRouter = router({
  list: procedure
    .meta(rest('GET', '', 'Schedules, the next due first, without input and options'))
    .input(z.void())
    .output(Schedules)
    .query(({ ctx }) => ctx.services.schedules.list()),
  get: procedure
    .meta(rest('GET', '/{id}', 'One schedule'))
    .input(ById)
    .output(ScheduleDetail)
    .query(({ ctx, input }) => ctx.services.schedules.get(input.id)),
  preview: procedure
    .input(ScheduleTiming)
    .output(SchedulePreview)
    .query(({ ctx, input }) => ctx.services.schedules.preview(input)),
  create: procedure
    .meta(rest('POST', '', 'Make a schedule'))
    .input(ScheduleFields)
    .output(ScheduleDetail)
    .mutation(({ ctx, input }) => ctx.services.schedules.create(input, ctx.actor)),
  update: procedure
    .meta(rest('PUT', '/{id}', 'Change a schedule: all fields anew'))
    .input(ScheduleUpdate)
    .output(ScheduleDetail)
    .mutation(({ ctx, input }) => ctx.services.schedules.update(input, ctx.actor)),
  pause: procedure
    .meta(rest('POST', '/{id}/pause', 'Pause a schedule; what is due meanwhile is not missed'))
    .input(ById)
    .output(ScheduleDetail)
    .mutation(({ ctx, input }) => ctx.services.schedules.pause(input.id, ctx.actor)),
  resume: procedure
    .meta(rest('POST', '/{id}/resume', 'Resume a schedule with its next due time'))
    .input(ById)
    .output(ScheduleDetail)
    .mutation(({ ctx, input }) => ctx.services.schedules.resume(input.id, ctx.actor)),
  run: procedure
    .meta(rest('POST', '/{id}/run', 'Queue a job of the schedule now, paused or not'))
    .input(ById)
    .output(Submitted)
    .mutation(({ ctx, input }) => ctx.services.schedules.run(input.id, ctx.actor, ctx.requestId)),
  remove: procedure
    .meta(rest('DELETE', '/{id}', 'Delete a schedule; its jobs stay'))
    .input(ById)
    .output(z.object({ id: ScheduleId }))
    .mutation(async ({ ctx, input }) => {
      await ctx.services.schedules.remove(input.id);
      return { id: input.id };
    }),
});
