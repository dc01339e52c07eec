import { z } from 'zod';
import { ContainerDetail, ContainerId } from '../schemas/container-detail.ts';
import { ContainerHealth, ContainerUsage, UsageRange } from '../schemas/container-history.ts';
import { DockerAccess } from '../schemas/docker-access.ts';
import { StackDay } from '../schemas/stack-day.ts';
import { Startup } from '../schemas/startup.ts';
import { Swarm } from '../schemas/swarm.ts';
import { Timeline, TimelineQuery } from '../schemas/timeline.ts';
import { procedure, router } from '../trpc.ts';

const tags = ['Stack'];
const ById = z.object({ id: ContainerId });

/** What is known of containers beyond how they stand now. */
export const stackRouter = router({
  container: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/containers/{id}',
        tags,
        summary: 'One container with its ports, mounts, hardening, and the jobs that run in it',
      },
    })
    .input(ById)
    .output(ContainerDetail)
    .query(({ ctx, input }) => ctx.services.stack.container(input.id)),
  usage: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/containers/{id}/usage',
        tags,
        summary: 'What a container used over time',
      },
    })
    .input(ById.extend({ range: UsageRange.default('1h') }))
    .output(ContainerUsage)
    .query(({ ctx, input }) => ctx.services.stack.usage(input.id, input.range)),
  health: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/containers/{id}/health',
        tags,
        summary: 'Probes of the health check of a container, and its last 24 h',
      },
    })
    .input(ById)
    .output(ContainerHealth)
    .query(({ ctx, input }) => ctx.services.stack.health(input.id)),
  timeline: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/timeline',
        tags,
        summary:
          'What happened to containers, newest first: starts, ends, OOM kills, health, networks',
      },
    })
    .input(TimelineQuery)
    .output(Timeline)
    .query(({ ctx, input }) => ctx.services.stack.timeline(input)),
  day: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/day',
        tags,
        summary: 'The last 24 h of every container, and advice on limits',
      },
    })
    .input(z.void())
    .output(StackDay)
    .query(({ ctx }) => ctx.services.stack.day()),
  startup: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/startup',
        tags,
        summary: 'When each container was created, started and healthy, and what it waited for',
      },
    })
    .input(z.void())
    .output(Startup)
    .query(({ ctx }) => ctx.services.stack.startup()),
  swarm: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/swarm',
        tags,
        summary: 'Services of a Swarm with the tasks that do not run as they should, and its nodes',
        description:
          'Opt-in: `state` is `off` unless DOCKER_SWARM is on, and `not-manager` where Docker manages no Swarm.',
      },
    })
    .input(z.void())
    .output(Swarm)
    .query(({ ctx }) => ctx.services.stack.swarm()),
  access: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/docker-access',
        tags,
        summary: 'What the gate in front of Docker refused when it was last tried',
      },
    })
    .input(z.void())
    .output(DockerAccess)
    .query(({ ctx }) => ctx.services.stack.access()),
  checkAccess: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/docker-access/check',
        tags,
        summary: 'Try the gate in front of Docker now',
      },
    })
    .input(z.void())
    .output(DockerAccess)
    .mutation(({ ctx }) => ctx.services.stack.checkAccess()),
});
