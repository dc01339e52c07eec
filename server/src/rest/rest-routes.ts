import { type AnyTRPCRouter, callTRPCProcedure } from '@trpc/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { audited } from '../audit/audited.ts';
import { appRouter } from '../router.ts';
import { Submission } from '../schemas/job.ts';

/** A REST call is a procedure with `openapi` meta; so router, types, permissions and documentation are one definition. */
interface RestRoute {
  readonly path: string;
  readonly type: 'query' | 'mutation';
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly takesInput: boolean;
}

const Definition = z.object({
  type: z.enum(['query', 'mutation']),
  inputs: z.array(z.unknown()),
  meta: z.object({
    openapi: z.object({ method: z.enum(['GET', 'POST', 'PUT', 'DELETE']), path: z.string() }),
  }),
});
const Procedures = z.record(
  z.string(),
  z.custom<{ _def: unknown }>((value) => typeof value === 'function'),
);
const Fields = z.record(z.string(), z.unknown());

/** All REST calls, from the router's meta. */
export function restRoutes(router: AnyTRPCRouter = appRouter): RestRoute[] {
  return Object.entries(Procedures.parse(router._def.procedures)).flatMap(([path, procedure]) => {
    const parsed = Definition.safeParse(procedure._def);
    if (!parsed.success) return [];
    const { type, inputs, meta } = parsed.data;
    const url = meta.openapi.path.replaceAll(/\{(\w+)\}/g, ':$1');
    const takesInput = inputs.some((input) => !(input instanceof z.ZodVoid));
    return [{ path, type, method: meta.openapi.method, url, takesInput }];
  });
}

/** Path and query of a read, path and body of a change; undefined for a call that takes nothing. */
function inputOf(request: FastifyRequest, takesInput: boolean): unknown {
  if (!takesInput) return undefined;
  const sent = request.method === 'GET' ? request.query : (request.body ?? {});
  const fields = Fields.safeParse(sent);
  // What is no object goes on as it is: the procedure's own schema says what is wrong with it.
  return fields.success ? { ...fields.data, ...Fields.parse(request.params) } : sent;
}

function statusOf(route: RestRoute, answer: unknown): number {
  return route.path === 'health' &&
    z.object({ status: z.literal('down') }).safeParse(answer).success
    ? 503
    : 200;
}

/** Registers every REST call on `app`. */
export function registerRest(
  app: FastifyInstance,
  contextOf: (request: FastifyRequest, path: string) => Promise<Context>,
): void {
  for (const route of restRoutes()) {
    if (route.path === 'tasks.submit') {
      registerSubmit(app, route.url, contextOf);
      continue;
    }
    app.route({
      method: route.method,
      url: route.url,
      handler: async (request, reply) => {
        const ctx = await contextOf(request, route.path);
        const input = inputOf(request, route.takesInput);
        const answer = await callTRPCProcedure({
          router: appRouter,
          path: route.path,
          type: route.type,
          ctx,
          getRawInput: () => Promise.resolve(input),
          signal: undefined,
          batchIndex: 0,
        });
        return reply.status(statusOf(route, answer)).send(answer);
      },
    });
  }
}

/**
 * The one call that programs make by the thousand goes to its service without tRPC's middleware between, which costs about as much as queueing
 * the job. Schema, permission and service are those of the procedure.
 */
function registerSubmit(
  app: FastifyInstance,
  url: string,
  contextOf: (request: FastifyRequest, path: string) => Promise<Context>,
): void {
  app.post(url, async (request, reply) => {
    const ctx = await contextOf(request, 'tasks.submit');
    const change = { path: 'tasks.submit', request: request.body, noted: 'refused' } as const;
    const submitted = await audited(ctx, change, (actor) =>
      ctx.services.submit(Submission.parse(request.body), actor, ctx.requestId),
    );
    return reply.status(202).send(submitted);
  });
}
