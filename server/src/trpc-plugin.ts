import { fastifyTRPCPlugin, type FastifyTRPCPluginOptions } from '@trpc/server/adapters/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Context } from './context.ts';
import { tooDeep } from './json-bodies.ts';
import { isDeeperThan, MAX_JSON_DEPTH } from './json-depth.ts';
import { appRouter, type AppRouter } from './router.ts';
import { toAppError, toTrpcError } from './trpc-errors.ts';

/** `tasks.get` of `/trpc/tasks.get?input=…`. A batch of several is none of them. */
const procedurePath = (url: string): string => url.slice('/trpc/'.length).split('?')[0] ?? '';

/** The most calls that one request may have. The panel sends one at a time. */
export const MAX_BATCH = 20;

/** The input of a read stands in the address; bodies are looked at when they are read. Errors: INPUT_INVALID. */
function demandFlat(url: string): void {
  const input = new URLSearchParams(url.split('?')[1]).get('input');
  if (input !== null && isDeeperThan(input, MAX_JSON_DEPTH)) throw tooDeep();
}

/** Serves the router at `/trpc`. */
export async function registerTrpc(
  app: FastifyInstance,
  contextOf: (request: FastifyRequest, path: string) => Promise<Context>,
): Promise<void> {
  await app.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: {
      router: appRouter,
      allowMethodOverride: false,
      maxBatchSize: MAX_BATCH,
      responseMeta: ({ errors }) => {
        const waits = errors.flatMap((error) => toAppError(error).retryAfterSeconds ?? []);
        return waits.length === 0 ? {} : { headers: { 'retry-after': String(Math.max(...waits)) } };
      },
      createContext: async ({ req }) => {
        try {
          demandFlat(req.url);
          return await contextOf(req, procedurePath(req.url));
        } catch (error) {
          throw toTrpcError(error);
        }
      },
      onError: ({ error, path }) => {
        if (toAppError(error).code === 'INTERNAL') {
          app.log.error({ err: error, path }, 'Procedure failed');
        }
      },
    } satisfies FastifyTRPCPluginOptions<AppRouter>['trpcOptions'],
  });
}
