import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Configuration } from 'openid-client';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { AccountName } from '../schemas/account.ts';
import type { Role } from '../schemas/session.ts';
import { roleOf, type OidcRoles } from './oidc-roles.ts';
import { hashSecret, newSecret } from './secrets.ts';

/** How long somebody may take at the provider. */
export const OIDC_SECONDS = 600;
/** How long the provider may take to answer. */
const ANSWER_SECONDS = 5;

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** null: a public client, which PKCE alone protects. */
  readonly clientSecret: string | null;
  readonly roles: OidcRoles;
  /** Claim with the groups: a text or a list of texts. */
  readonly groupsClaim: string;
  /** Claim with the name. */
  readonly nameClaim: string;
  /** What the button calls it. */
  readonly label: string;
}

const Flow = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });

/** Whom the provider vouched for. */
export interface Vouched {
  readonly name: string;
  readonly role: Role;
}

/** Sign-in by an identity provider: OpenID Connect, authorization code with PKCE, state and nonce. */
export interface Oidc {
  readonly label: string;
  /** Where the browser is sent, and the cookie that it must bring back: whoever has not begun here can't end here. */
  begin(): Promise<{ readonly url: string; readonly cookie: string }>;
  /** `query` is what the provider sent the browser back with. Errors: UNAUTHORIZED, FORBIDDEN when no group has a role, SERVER_UNAVAILABLE. */
  end(cookie: string, query: string): Promise<Vouched>;
}

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
  readonly settings: OidcSettings;
  /** Where the provider sends browsers back to. */
  readonly callbackUrl: string;
}

/** What openid-client throws when nobody answers, as against a provider that says no. */
const Unreachable = z.object({
  code: z.enum(['OAUTH_TIMEOUT', 'OAUTH_HTTP_REQUEST_FAILED', 'OAUTH_RESPONSE_IS_NOT_CONFORM']),
});

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof TypeError || Unreachable.safeParse(error).success)
    return new AppError('SERVER_UNAVAILABLE', 'The identity provider does not answer.', {
      cause: error,
    });
  return new AppError('UNAUTHORIZED', 'The identity provider did not vouch for you.', {
    cause: error,
  });
}

/** The library is loaded with the first sign-in: most panels have no provider. */
const load = () => import('openid-client');

async function discover({ settings }: Parts): Promise<Configuration> {
  const client = await load();
  const { issuer, clientId, clientSecret } = settings;
  const auth = clientSecret === null ? client.None() : client.ClientSecretPost(clientSecret);
  const plain = issuer.startsWith('http:') ? [client.allowInsecureRequests] : [];
  return client.discovery(new URL(issuer), clientId, {}, auth, {
    execute: plain,
    timeout: ANSWER_SECONDS,
  });
}

export function makeOidc(parts: Parts): Oidc {
  const { redis, keys, settings, callbackUrl } = parts;
  let discovered: Promise<Configuration> | null = null;
  const configuration = (): Promise<Configuration> => {
    discovered ??= discover(parts);
    discovered.catch(() => (discovered = null));
    return discovered;
  };
  const begin: Oidc['begin'] = async () => {
    const client = await load();
    const config = await configuration();
    const [state, nonce] = [client.randomState(), client.randomNonce()];
    const verifier = client.randomPKCECodeVerifier();
    const cookie = newSecret();
    const flow = JSON.stringify({ state, nonce, verifier } satisfies z.infer<typeof Flow>);
    await redis.set(keys.oidcFlow(hashSecret(cookie)), flow, 'EX', OIDC_SECONDS);
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: callbackUrl,
      scope: 'openid profile email',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    return { url: url.href, cookie };
  };
  const end: Oidc['end'] = async (cookie, query) => {
    const client = await load();
    // GETDEL: what came back once is used up.
    const text = await redis.getdel(keys.oidcFlow(hashSecret(cookie)));
    if (text === null)
      throw new AppError('UNAUTHORIZED', 'This sign-in was begun elsewhere, or too long ago.');
    const { state, nonce, verifier } = Flow.parse(JSON.parse(text));
    const tokens = await client.authorizationCodeGrant(
      await configuration(),
      new URL(`${callbackUrl}?${query}`),
      { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
    );
    return vouched(tokens.claims() ?? {}, settings);
  };
  return {
    label: settings.label,
    begin: () => begin().catch((error: unknown) => Promise.reject(asAppError(error))),
    end: (cookie, query) =>
      end(cookie, query).catch((error: unknown) => Promise.reject(asAppError(error))),
  };
}

/** Pure: whom the claims name, and what the groups in them allow. Errors: UNAUTHORIZED without a usable name, FORBIDDEN without a role. */
export function vouched(claims: object, { roles, groupsClaim, nameClaim }: OidcSettings): Vouched {
  const known = new Map<string, unknown>(Object.entries(claims));
  const name = AccountName.safeParse(known.get(nameClaim));
  if (!name.success)
    throw new AppError(
      'UNAUTHORIZED',
      `The identity provider told no name that could be used (claim ${nameClaim}).`,
    );
  const groups = z
    .union([z.array(z.string()), z.string().transform((group) => [group])])
    .catch([])
    .parse(known.get(groupsClaim));
  const role = roleOf(roles, groups);
  if (role === null)
    throw new AppError('FORBIDDEN', `No group of ${name.data} has a role here (OIDC_ROLES).`);
  return { name: name.data, role };
}
