import { KeyPrefix, MIN_SECRETS_KEY, type TaskSettings } from '@taskdeck/tasks';
import { z } from 'zod';
import { type Env as Environment, integer, optional, secret, unsetWhenEmpty } from './env.ts';
import { parseTaskSettings } from './task-config.ts';

/** One queue that this worker serves. */
export interface QueueSlots {
  readonly name: string;
  /** How many of its jobs run at the same time. */
  readonly concurrency: number;
}

export interface Config {
  /** With the password, if there is one: never log it. */
  readonly redisUrl: string;
  readonly keyPrefix: string;
  readonly queues: readonly QueueSlots[];
  /** After SIGTERM running jobs may take this many milliseconds, then they are handed back. */
  readonly graceMs: number;
  /** Written every 2 s while Redis answers; null: never. */
  readonly aliveFile: string | null;
  readonly logLevel: string;
  /** What secrets in inputs are encrypted with, the same for server and workers; null: jobs with secrets fail. */
  readonly secretsKey: string | null;
  /** When a thread of CPU-bound tasks is replaced, and what its heap may grow to, in MB. */
  readonly threads: { readonly maxTasks: number; readonly maxHeapMb: number };
  /** What tasks are told. */
  readonly tasks: TaskSettings;
}

/** Everything that is wrong with the settings, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly faults: readonly string[]) {
    super(`Settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

const MAX_SLOTS = 1_000;
/** Four slots. What goes out to the network is left to a worker of its own. */
const DEFAULT_QUEUES = 'default:2,heavy:2';

const Env = z.object({
  REDIS_URL: z.preprocess(
    unsetWhenEmpty,
    z.url({ protocol: /^rediss?$/, error: 'must begin with redis:// or rediss://' }).optional(),
  ),
  REDIS_HOST: z.preprocess(
    unsetWhenEmpty,
    z
      .string()
      .regex(/^[\w.:-]+$/, 'must be a host name or an address')
      .default('127.0.0.1'),
  ),
  REDIS_PORT: integer(1, 65_535, 6379),
  REDIS_USERNAME: optional,
  KEY_PREFIX: z.preprocess(unsetWhenEmpty, KeyPrefix),
  WORKER_CONCURRENCY: integer(1, MAX_SLOTS, 4),
  // A day; a timer beyond 24.8 days would fire at once.
  WORKER_GRACE_MS: integer(0, 86_400_000, 25_000),
  WORKER_ALIVE_FILE: optional,
  MAX_TASKS_PER_THREAD: integer(1, 1_000_000_000, 1_000),
  MAX_THREAD_HEAP_MB: integer(32, 65_536, 256),
  LOG_LEVEL: z.preprocess(
    unsetWhenEmpty,
    z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
        error: 'must be trace, debug, info, warn, error, fatal or silent',
      })
      .default('info'),
  ),
});

/**
 * The settings in an environment. Pure but for `readFile`, which reads the file that a `_FILE` variable names.
 * @throws ConfigError that lists every fault at once
 */
export function parseConfig(env: Environment, readFile: (path: string) => string): Config {
  const faults: string[] = [];
  const parsed = Env.safeParse(env);
  if (!parsed.success)
    faults.push(...parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`));

  const slots = parsed.data?.WORKER_CONCURRENCY ?? 1;
  const queues = parseQueues(env['WORKER_QUEUES'] || DEFAULT_QUEUES, slots, faults);
  const reading = { env, readFile, faults };
  const password = secret(reading, 'REDIS_PASSWORD');
  const secretsKey = secret(reading, 'SECRETS_KEY') ?? null;
  if (secretsKey !== null && secretsKey.length < MIN_SECRETS_KEY)
    faults.push(`SECRETS_KEY must have at least ${MIN_SECRETS_KEY} characters`);
  const tasks = parseTaskSettings(reading);
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);

  const { data } = parsed;
  return {
    redisUrl: redisUrl(data, password),
    keyPrefix: data.KEY_PREFIX,
    queues,
    graceMs: data.WORKER_GRACE_MS,
    aliveFile: data.WORKER_ALIVE_FILE ?? null,
    logLevel: data.LOG_LEVEL,
    secretsKey,
    threads: { maxTasks: data.MAX_TASKS_PER_THREAD, maxHeapMb: data.MAX_THREAD_HEAP_MB },
    tasks,
  };
}

/** `default:2,heavy:1`; a queue without a number gets `slots`. */
function parseQueues(text: string, slots: number, faults: string[]): QueueSlots[] {
  const queues = text.split(',').map((part) => {
    const match = /^\s*([\w.-]{1,100})(?::(\d{1,4}))?\s*$/.exec(part);
    const concurrency = match?.[2] === undefined ? slots : Number(match[2]);
    if (match?.[1] === undefined || concurrency < 1 || concurrency > MAX_SLOTS)
      faults.push(
        `WORKER_QUEUES must be like "default" or "default:2,heavy:1" with 1 to ${MAX_SLOTS} slots each, not "${part}"`,
      );
    return { name: match?.[1] ?? '', concurrency };
  });
  if (new Set(queues.map(({ name }) => name)).size < queues.length)
    faults.push('WORKER_QUEUES must name each queue once');
  return queues;
}

function redisUrl(env: z.output<typeof Env>, password: string | undefined): string {
  const host = env.REDIS_HOST.includes(':') ? `[${env.REDIS_HOST}]` : env.REDIS_HOST;
  const url = new URL(env.REDIS_URL ?? `redis://${host}:${env.REDIS_PORT}`);
  if (env.REDIS_USERNAME !== undefined && url.username === '')
    url.username = encodeURIComponent(env.REDIS_USERNAME);
  if (password !== undefined && url.password === '') url.password = encodeURIComponent(password);
  return url.href;
}
