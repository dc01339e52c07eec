import { initTRPC } from '@trpc/server';
import type { OpenApiMeta } from 'trpc-to-openapi';
import type { Actor, Context } from './context.ts';
import { audited } from './audit/audited.ts';
import { demandPermission, isChange, isPublic } from './permissions.ts';
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

/** Maps what services throw to tRPC errors. */
function answered<Result extends { ok: boolean }>(result: Result): Result {
  if (!result.ok && 'error' in result) throw toTrpcError(result.error);
  return result;
}

/** A procedure for anyone: only for what `PERMISSIONS` calls public. */
export const publicProcedure = t.procedure.use(async ({ ctx, path, next }) => {
  if (!isPublic(path)) refuse(path, ctx.actor);
  return answered(await next());
});

/** A procedure for those signed in with the role that `PERMISSIONS` names. `ctx.actor` is there. */
export const procedure = t.procedure.use(async ({ ctx, path, getRawInput, next }) => {
  const run = async (actor: Actor) => answered(await next({ ctx: { actor } }));
  if (!isChange(path)) return run(refuse(path, ctx.actor));
  // What can't be read is told by the procedure's own schema.
  const request = await getRawInput().catch(() => null);
  try {
    return await audited(ctx, { path, request, noted: notedOf(path) }, run);
  } catch (error) {
    throw toTrpcError(error);
  }
});

/** A job is its own record of who submitted it: by the thousand they would push all else out of the audit. */
const notedOf = (path: string) => (path === 'tasks.submit' ? 'refused' : 'always');

/** The actor, unless the permission table refuses it. */
function refuse(path: string, actor: Actor | null): Actor {
  try {
    return demandPermission(path, actor);
  } catch (error) {
    throw toTrpcError(error);
  }
}

export const router = t.router;
