import { z } from 'zod';
import { AuditQuery } from '../schemas/audit.ts';
import { NewAccount } from '../schemas/account.ts';

const tags = ['Access'];
const json = (schema: object) => ({ required: true, content: { 'application/json': { schema } } });
const SIGNED_IN = { '204': { description: 'Signed in; the cookie is the session' } };
/** Also for who is not signed in. */
const ANYBODY = { security: [] };

const Credentials = NewAccount.pick({ name: true, password: true });
const Link = z.object({ secret: z.string(), account: Credentials.nullable().optional() });
const parameters = Object.entries(AuditQuery.omit({ cursor: true, limit: true }).shape).map(
  ([name, schema]) => ({ name, in: 'query', schema: z.toJSONSchema(schema, { io: 'input' }) }),
);

const WAYS = {
  '200': {
    description: '`oidc` is its name; null: there is none',
    content: {
      'application/json': { schema: z.toJSONSchema(z.object({ oidc: z.string().nullable() })) },
    },
  },
};

/** The calls of sign-in and audit that are no procedures. `errors`: the answers that all calls have in common. */
export function accessPaths(errors: object): Record<string, Record<string, object>> {
  return {
    '/api/session': {
      post: {
        operationId: 'session-begin',
        tags,
        summary: 'Sign in by name and password',
        requestBody: json(z.toJSONSchema(Credentials, { io: 'input' })),
        responses: { ...SIGNED_IN, ...errors },
        ...ANYBODY,
      },
      delete: {
        operationId: 'session-end',
        tags,
        summary: 'Sign out',
        responses: { '204': { description: 'Signed out' }, ...errors },
        ...ANYBODY,
      },
    },
    '/api/session/link': {
      post: {
        operationId: 'session-link',
        tags,
        summary: 'Sign in by a one-time link, which can make the first account',
        requestBody: json(z.toJSONSchema(Link, { io: 'input' })),
        responses: { ...SIGNED_IN, ...errors },
        ...ANYBODY,
      },
    },
    '/api/session/ways': {
      get: {
        operationId: 'session-ways',
        tags,
        summary: 'Whether an identity provider vouches for people, and what it is called',
        responses: { ...WAYS, ...errors },
        ...ANYBODY,
      },
    },
    '/api/audit.csv': {
      get: {
        operationId: 'audit-list',
        tags,
        summary: 'Who changed what, as CSV',
        parameters,
        responses: {
          '200': {
            description: 'All that matches, newest first',
            content: { 'text/csv': { schema: { type: 'string' } } },
          },
          ...errors,
        },
      },
    },
  };
}
