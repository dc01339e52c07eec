import { z } from 'zod';
import {
  Account,
  AccountChange,
  AccountName,
  Accounts,
  ApiToken,
  ApiTokens,
  MadeApiToken,
  NewAccount,
  NewApiToken,
  OwnAccount,
  OwnPassword,
  SessionList,
} from '../schemas/account.ts';
import { procedure, router } from '../trpc.ts';

const tags = ['Access'];
const Done = z.object({ done: z.literal(true) });
const done = { done: true } as const;

/** Who may sign in. */
export const accountsRouter = router({
  list: procedure
    .meta({
      openapi: { method: 'GET', path: '/api/accounts', tags, summary: 'Who may sign in' },
    })
    .input(z.void())
    .output(Accounts)
    .query(({ ctx }) => ctx.services.accounts.list()),
  own: procedure
    .meta({
      openapi: { method: 'GET', path: '/api/session/account', tags, summary: 'Your own account' },
    })
    .input(z.void())
    .output(OwnAccount)
    .query(({ ctx }) => ctx.services.accounts.own(ctx.actor)),
  create: procedure
    .meta({
      openapi: { method: 'POST', path: '/api/accounts', tags, summary: 'Let somebody sign in' },
    })
    .input(NewAccount)
    .output(Account)
    .mutation(({ ctx, input }) => ctx.services.accounts.create(input)),
  update: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/accounts/{name}',
        tags,
        summary: 'Change role or password, or disable; its sessions end',
      },
    })
    .input(AccountChange)
    .output(Account)
    .mutation(({ ctx, input }) => ctx.services.accounts.update(input)),
  remove: procedure
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/api/accounts/{name}',
        tags,
        summary: 'Remove an account; its sessions end',
      },
    })
    .input(z.object({ name: AccountName }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.accounts.remove(input.name);
      return done;
    }),
  setOwnPassword: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/session/password',
        tags,
        summary: 'Change your own password; your other sessions end',
      },
    })
    .input(OwnPassword)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.accounts.setOwnPassword(input, ctx.actor);
      return done;
    }),
});

/** Who is signed in. */
export const sessionsRouter = router({
  list: procedure
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/sessions',
        tags,
        summary: 'Your sessions; those of everybody for an admin',
      },
    })
    .input(z.void())
    .output(SessionList)
    .query(({ ctx }) => ctx.services.accounts.sessions(ctx.actor)),
  end: procedure
    .meta({
      openapi: { method: 'DELETE', path: '/api/sessions/{id}', tags, summary: 'End a session' },
    })
    .input(z.object({ id: z.string().regex(/^[0-9a-f]{16}$/) }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await ctx.services.accounts.endSession(input.id, ctx.actor);
      return done;
    }),
});

/** Bearer tokens for programs. */
export const tokensRouter = router({
  list: procedure
    .meta({ openapi: { method: 'GET', path: '/api/tokens', tags, summary: 'Tokens of programs' } })
    .input(z.void())
    .output(ApiTokens)
    .query(({ ctx }) => ctx.services.tokens.list()),
  create: procedure
    .meta({
      openapi: {
        method: 'POST',
        path: '/api/tokens',
        tags,
        summary: 'Make a token; the answer shows it this once',
      },
    })
    .input(NewApiToken)
    .output(MadeApiToken)
    .mutation(({ ctx, input }) => ctx.services.tokens.create(input, ctx.actor)),
  revoke: procedure
    .meta({
      openapi: { method: 'DELETE', path: '/api/tokens/{id}', tags, summary: 'Revoke a token' },
    })
    .input(z.object({ id: z.uuid() }))
    .output(ApiToken)
    .mutation(({ ctx, input }) => ctx.services.tokens.revoke(input.id)),
});
