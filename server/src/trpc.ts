import { initTRPC } from '@trpc/server';
import type { OpenApiMeta } from 'trpc-to-openapi';
import type { Context } from './context.ts';
import { demandPermission, isPublic } from './permissions.ts';
import { toErrorBody, toTrpcError } from './trpc-errors.ts';

const t = initTRPC
  .context<Context>()
  .meta<OpenApiMeta>()
  .create({
    // Stacks never leave the server, whatever NODE_ENV says.
    isDev: false,
    // Below Nginx' read timeout; the hub ticks every 2 s anyway.
    sse: {
      ping: { enabled: true, intervalMs: 15_000 },
      client: { reconnectAfterInactivityMs: 20_000 },
    },
    errorFormatter: ({ shape, error, ctx }) => ({
      ...shape,
      data: { ...shape.data, stack: undefined, app: toErrorBody(error, ctx?.requestId ?? '') },
    }),
  });

/** Maps what services throw to tRPC errors, and refuses whom the permission table refuses. */
const guard = t.middleware(async ({ ctx, path, next }) => {
  try {
    if (!isPublic(path)) demandPermission(path, ctx.actor);
  } catch (error) {
    throw toTrpcError(error);
  }
  const result = await next();
  if (!result.ok) throw toTrpcError(result.error);
  return result;
});

/** A procedure for anyone: only for what `PERMISSIONS` calls public. */
export const publicProcedure = t.procedure.use(guard);
/** A procedure for those signed in with the role that `PERMISSIONS` names. `ctx.actor` is there. */
export const procedure = publicProcedure.use(({ ctx, path, next }) => {
  const actor = demandPermission(path, ctx.actor);
  return next({ ctx: { ...ctx, actor } });
});
export const router = t.router;
export const createCallerFactory = t.createCallerFactory;
