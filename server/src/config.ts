import { readFileSync } from 'node:fs';
import { KeyPrefix, MIN_SECRETS_KEY } from '@taskdeck/tasks';
import { z } from 'zod';
import { parseDockerHosts } from './docker/docker-hosts.ts';
import type { DockerHost } from './docker/docker-hosts.ts';
import type { OidcSettings } from './auth/oidc.ts';
import type { Scope } from './auth/scope.ts';
import { missingOidc, OIDC_ENV, oidcSettings } from './auth/oidc-settings.ts';
import { Password } from './schemas/account.ts';

/** How to reach Redis. `url` wins over the parts. */
export interface RedisConfig {
  readonly url: string | null;
  readonly host: string;
  readonly port: number;
  /** ACL user; null: Redis' own default user. */
  readonly username: string | null;
  readonly password: string | null;
}

/** The server's settings; `.env.example` explains each variable. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly redis: RedisConfig;
  readonly keyPrefix: string;
  /** The operator's bearer token for programs; null: none is accepted. */
  readonly token: string | null;
  /** Whether every change by people and programs is refused; schedules and retries go on. */
  readonly readOnly: boolean;
  /** Password of the account `admin`, which is made with it when there is no account at all; null: a link is printed instead. */
  readonly adminPassword: string | null;
  /** What secrets in inputs are encrypted with, the same for server and workers; null: inputs with secrets are refused. */
  readonly secretsKey: string | null;
  /** What operators may change, besides what their role says; admins may everything. */
  readonly operators: Scope;
  /** Sign-in by an identity provider; null: off. */
  readonly oidc: OidcSettings | null;
  /** Base of the sign-in link, as a browser reaches the panel. */
  readonly publicUrl: string;
  /** Further host names and addresses that the panel is reached at; `*`: any. */
  readonly allowedHosts: readonly string[];
  /** Requests a second of one account; 0: no limit. */
  readonly accountRateLimit: number;
  /** Whether browsers reach the panel by TLS, as `publicUrl` says. */
  readonly secure: boolean;
  /** `unix://…`, `tcp://…`, or `off`. */
  readonly dockerHost: string;
  /** Several engines instead of that one; empty: there is one. */
  readonly dockerHosts: readonly DockerHost[];
  /** The Compose project shown; null: find out, else all; `*`: all. */
  readonly dockerProject: string | null;
  /** Whether services, tasks and nodes of a Swarm are asked about and shown. */
  readonly dockerSwarm: boolean;
  /** Folder of the built panel; null: Nginx serves it. */
  readonly webRoot: string | null;
  /** Folder with the files of each job, which workers write; null: jobs leave none here. */
  readonly artifactsDir: string | null;
  /** Whether X-Forwarded-* are believed: only behind our own Nginx. */
  readonly trustProxy: boolean;
  /** Prefixes of BullMQ queues that others made in the same Redis; empty: none is looked for. */
  readonly queuePrefixes: readonly string[];
  /** Whether their jobs may be changed from here. */
  readonly foreignQueuesWritable: boolean;
  /** File of the rules that the networks page holds the stack against; null: there are none. */
  readonly isolationRulesFile: string | null;
  readonly logLevel: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Names with commas between; null: not set. */
const names = z
  .string()
  .optional()
  .transform((list) => list?.split(',').flatMap((name) => name.trim() || []) ?? null);
const port = z.coerce.number().int().min(1).max(65_535);
const Settings = z
  .object({
    HOST: z.string().default('127.0.0.1'),
    PORT: port.default(8080),
    REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
    REDIS_HOST: z.string().default('127.0.0.1'),
    REDIS_PORT: port.default(6379),
    REDIS_USERNAME: z.string().optional(),
    REDIS_PASSWORD: z.string().optional(),
    KEY_PREFIX: KeyPrefix,
    TASKDECK_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
    TASKDECK_ADMIN_PASSWORD: Password.optional(),
    SECRETS_KEY: z
      .string()
      .min(MIN_SECRETS_KEY, `must have at least ${MIN_SECRETS_KEY} characters`)
      .optional(),
    OPERATOR_QUEUES: names,
    OPERATOR_TASKS: names,
    PANEL_READ_ONLY: z.enum(['true', 'false']).default('false'),
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    ALLOWED_HOSTS: z
      .string()
      .regex(/^[\w.:*[\], -]*$/, 'takes host names and addresses with commas between, or *')
      .default('')
      .transform((list) => list.split(',').map((host) => host.trim().toLowerCase())),
    ACCOUNT_RATE_LIMIT: z.coerce.number().min(0).max(1_000_000).default(200),
    DOCKER_HOST: z
      .string()
      .regex(/^(unix:\/\/\/.+|tcp:\/\/.+|off)$/, 'takes unix:///path, tcp://host:port, or off')
      .default('unix:///var/run/docker.sock'),
    DOCKER_HOSTS: z
      .string()
      .default('')
      .transform((list, ctx) => {
        const { hosts, faults } = parseDockerHosts(list);
        for (const message of faults) ctx.addIssue({ code: 'custom', message });
        return hosts;
      }),
    DOCKER_PROJECT: z.string().optional(),
    DOCKER_SWARM: z.enum(['on', 'off']).default('off'),
    WEB_ROOT: z.string().optional(),
    ARTIFACTS_DIR: z.string().startsWith('/', 'must be an absolute path').optional(),
    TRUST_PROXY: z.enum(['true', 'false']).default('false'),
    QUEUE_PREFIXES: z
      .string()
      .default('')
      .transform((list) =>
        [...new Set(list.split(',').map((prefix) => prefix.trim()))].filter(Boolean),
      )
      .pipe(
        z
          .array(z.string().max(100, 'takes prefixes of at most 100 characters'))
          .max(10, 'takes at most 10 prefixes'),
      ),
    FOREIGN_QUEUES_WRITABLE: z.enum(['true', 'false']).default('false'),
    ISOLATION_RULES_FILE: z.string().optional(),
    ...OIDC_ENV,
    LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('info'),
  })
  .superRefine((env, context) => {
    for (const name of missingOidc(env))
      context.addIssue({ code: 'custom', path: [name], message: 'is needed beside OIDC_ISSUER' });
  });

/** What has a `_FILE` form. */
const SECRETS = [
  'REDIS_PASSWORD',
  'TASKDECK_TOKEN',
  'TASKDECK_ADMIN_PASSWORD',
  'SECRETS_KEY',
  'OIDC_CLIENT_SECRET',
] as const;

/** `NAME`, or the content of the file that `NAME_FILE` names; an empty value counts as unset. */
function withSecretFiles(env: Env, names: readonly string[], read: (path: string) => string): Env {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  for (const name of names) {
    const file = set[`${name}_FILE`];
    if (set[name] === undefined && file !== undefined) set[name] = read(file).trim();
  }
  return set;
}

/** Throws one error that lists every fault. Pure but for the secret files it is told to read. */
export function parseConfig(
  env: Env,
  read: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Config {
  const parsed = Settings.safeParse(withSecretFiles(env, SECRETS, read));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      (issue) => `  ${issue.path.join('.')}: ${issue.message}`,
    );
    throw new Error(`These settings are not valid:\n${faults.join('\n')}\nSee .env.example.`);
  }
  const set = parsed.data;
  return {
    host: set.HOST,
    port: set.PORT,
    redis: {
      url: set.REDIS_URL ?? null,
      host: set.REDIS_HOST,
      port: set.REDIS_PORT,
      username: set.REDIS_USERNAME ?? null,
      password: set.REDIS_PASSWORD ?? null,
    },
    keyPrefix: set.KEY_PREFIX,
    token: set.TASKDECK_TOKEN ?? null,
    adminPassword: set.TASKDECK_ADMIN_PASSWORD ?? null,
    oidc: oidcSettings(set),
    secretsKey: set.SECRETS_KEY ?? null,
    operators: { queues: set.OPERATOR_QUEUES, tasks: set.OPERATOR_TASKS },
    readOnly: set.PANEL_READ_ONLY === 'true',
    allowedHosts: [set.HOST, ...set.ALLOWED_HOSTS].filter(Boolean),
    accountRateLimit: set.ACCOUNT_RATE_LIMIT,
    secure: set.PUBLIC_URL?.startsWith('https:') ?? false,
    publicUrl: (set.PUBLIC_URL ?? `http://localhost:${set.PORT}`).replace(/\/$/, ''),
    dockerHost: set.DOCKER_HOST,
    dockerHosts: set.DOCKER_HOSTS,
    dockerProject: set.DOCKER_PROJECT ?? null,
    dockerSwarm: set.DOCKER_SWARM === 'on',
    webRoot: set.WEB_ROOT ?? null,
    artifactsDir: set.ARTIFACTS_DIR ?? null,
    trustProxy: set.TRUST_PROXY === 'true',
    queuePrefixes: set.QUEUE_PREFIXES,
    foreignQueuesWritable: set.FOREIGN_QUEUES_WRITABLE === 'true',
    isolationRulesFile: set.ISOLATION_RULES_FILE ?? null,
    logLevel: set.LOG_LEVEL,
  };
}
