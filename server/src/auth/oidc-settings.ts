import { z } from 'zod';
import type { OidcSettings } from './oidc.ts';
import { parseOidcRoles, type OidcRoles } from './oidc-roles.ts';

/** By plain HTTP anybody on the way could vouch for anybody. */
const isSafe = (url: string): boolean => {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
};

const roles = z.string().transform((text, context): OidcRoles => {
  const parsed = parseOidcRoles(text);
  if (parsed !== null) return parsed;
  context.addIssue('takes a form such as admin=ops;operator=dev,qa;viewer=*');
  return z.NEVER;
});

/** The settings of sign-in by an identity provider; off without `OIDC_ISSUER`. */
export const OIDC_ENV = {
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .refine(isSafe, 'must be https, or on this very machine')
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_ROLES: roles.optional(),
  OIDC_GROUPS_CLAIM: z.string().default('groups'),
  OIDC_NAME_CLAIM: z.string().default('preferred_username'),
  OIDC_LABEL: z.string().max(40, 'takes at most 40 characters').default('your organization'),
} as const;

type OidcEnv = z.output<z.ZodObject<typeof OIDC_ENV>>;

/** What is missing beside `OIDC_ISSUER`. */
export const missingOidc = (env: OidcEnv): string[] =>
  env.OIDC_ISSUER === undefined
    ? []
    : (['OIDC_CLIENT_ID', 'OIDC_ROLES'] as const).filter((name) => env[name] === undefined);

/** null: off. */
export function oidcSettings(env: OidcEnv): OidcSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_ROLES: allowed } = env;
  if (issuer === undefined || clientId === undefined || allowed === undefined) return null;
  return {
    issuer,
    clientId,
    clientSecret: env.OIDC_CLIENT_SECRET ?? null,
    roles: allowed,
    groupsClaim: env.OIDC_GROUPS_CLAIM,
    nameClaim: env.OIDC_NAME_CLAIM,
    label: env.OIDC_LABEL,
  };
}
