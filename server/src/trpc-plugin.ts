import { fastifyTRPCPlugin, type FastifyTRPCPluginOptions } from '@trpc/server/adapters/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Context } from './context.ts';
import { appRouter, type AppRouter } from './router.ts';
import { toAppError, toTrpcError } from './trpc-errors.ts';

/** `tasks.get` of `/trpc/tasks.get?input=…`. A batch of several is none of them. */
const procedurePath = (url: string): string => url.slice('/trpc/'.length).split('?')[0] ?? '';

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
      createContext: async ({ req }) => {
        try {
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
