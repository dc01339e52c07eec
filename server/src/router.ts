import { z } from 'zod';
import { accountsRouter, sessionsRouter, tokensRouter } from './routers/accounts.ts';
import { auditRouter } from './routers/audit.ts';
import { actionsRouter } from './routers/actions.ts';
import { foreignRouter } from './routers/foreign.ts';
import { hardeningProcedure } from './routers/hardening.ts';
import { schedulesRouter } from './routers/schedules.ts';
import { queuesRouter } from './routers/queues.ts';
import { stackRouter } from './routers/stack.ts';
import { tasksRouter } from './routers/tasks.ts';
import { workerControlsRouter } from './routers/worker-controls.ts';
import { Containers } from './schemas/container.ts';
import { DeadLetters } from './schemas/dead-letter.ts';
import { Networks } from './schemas/network.ts';
import { Health } from './schemas/health.ts';
import { Me } from './schemas/session.ts';
import { History, HistoryRange, Stats } from './schemas/stats.ts';
import { Workers } from './schemas/worker.ts';
import { procedure, publicProcedure, router } from './trpc.ts';

/** The whole API. What has `openapi` meta is also a REST call; see `rest/`. */
export const appRouter = router({
  tasks: tasksRouter,
  actions: actionsRouter,
  queues: queuesRouter,
  workerControls: workerControlsRouter,
  schedules: schedulesRouter,
  foreign: foreignRouter,
  stack: stackRouter,
  accounts: accountsRouter,
  sessions: sessionsRouter,
  tokens: tokensRouter,
  audit: auditRouter,
  hardening: hardeningProcedure,
  deadLetters: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/dead-letters',
        tags: ['Tasks'],
        summary: 'Jobs out of attempts, grouped by cause, largest group first',
      },
    })
    .input(z.void())
    .output(DeadLetters)
    .query(({ ctx }) => ctx.services.deadLetters()),
  stats: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/stats',
        tags: ['Statistics'],
        summary: 'Counts, rates, latencies and workers now',
      },
    })
    .input(z.void())
    .output(Stats)
    .query(({ ctx }) => ctx.services.stats()),
  history: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/stats/history',
        tags: ['Statistics'],
        summary: 'Depth, throughput and latencies over time',
      },
    })
    .input(z.object({ range: HistoryRange.default('1h') }))
    .output(History)
    .query(({ ctx, input }) => ctx.services.history(input.range)),
  workers: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/workers',
        tags: ['Stack'],
        summary: 'Workers and what they run now',
      },
    })
    .input(z.void())
    .output(Workers)
    .query(({ ctx }) => ctx.services.workers()),
  containers: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/containers',
        tags: ['Stack'],
        summary: 'Containers: state, health, usage against limits, networks',
      },
    })
    .input(z.void())
    .output(Containers)
    .query(({ ctx }) => ctx.services.containers()),
  networks: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/networks',
        tags: ['Stack'],
        summary: 'Networks, who can reach whom, and which isolation rules hold',
      },
    })
    .input(z.void())
    .output(Networks)
    .query(({ ctx }) => ctx.services.networks()),
  probeNetworks: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/networks/probe',
        tags: ['Stack'],
        summary: 'Let every container try anew whom it reaches',
        description:
          '`probedAt` is the newest report so far. `GET /api/networks` has a newer one within some seconds; null stays where no container probes.',
      },
    })
    .input(z.void())
    .output(Networks.pick({ probedAt: true }))
    .mutation(({ ctx }) => ctx.services.probeNetworks()),
  health: publicProcedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/health',
        tags: ['Health'],
        summary: 'Up or down, without sign-in',
      },
    })
    .input(z.void())
    .output(Health)
    .query(({ ctx }) => ctx.services.health()),
  me: procedure.output(Me).query(({ ctx }) => ctx.services.me(ctx.actor)),
  live: procedure.subscription(({ ctx, signal }) => ctx.services.live(signal, ctx.actor)),
});

/** All that the panel knows of the server: types only. */
export type AppRouter = typeof appRouter;
