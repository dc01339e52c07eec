import type { CatalogTask, SubmitOptions } from '@taskdeck/server/schemas/job';
import type { Job } from '../job/job.ts';
import type { Draft } from '../schema-form/draft.ts';
import { isRecord } from '../../is-record.ts';
import type { Field, JsonSchema } from '../schema-form/fields.ts';

const DAY_MS = 86_400_000;
/** As the browser calls it, such as `Europe/Berlin`: times are typed in it. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const timeLimit = {
  type: 'integer',
  format: 'duration-ms',
  minimum: 100,
  maximum: 10_800_000,
} as const;

/**
 * How a job is run, as a schema, so that the options are fields like all others. Names are the server's paths; only `start` is ours,
 * and jitter is typed in percent. The bounds are the server's (`tests/unit/web-form-submission.test.ts` compares); it checks them again.
 */
export function optionsSchema(task: CatalogTask): JsonSchema {
  return {
    type: 'object',
    properties: {
      priority: {
        title: 'Priority',
        description: 'High runs first, whatever came before it',
        enum: ['high', 'medium', 'low'],
        default: 'medium',
      },
      start: { title: 'Start', enum: ['now', 'after', 'at'], default: 'now' },
      delayMs: {
        title: 'After',
        description: '5 m or 1 h 30 m, at most 7 d',
        type: 'integer',
        format: 'duration-ms',
        minimum: 0,
        maximum: 7 * DAY_MS,
        default: 300_000,
      },
      runAt: {
        title: 'At',
        description: `${ZONE} time, at most 7 days ahead`,
        type: 'string',
        format: 'date-time',
      },
      attempts: {
        title: 'Attempts',
        description: 'In all, the first one included',
        type: 'integer',
        minimum: 1,
        maximum: 20,
        default: task.attempts,
      },
      'backoff.type': {
        title: 'Backoff',
        description: 'Exponential: each pause twice as long',
        enum: ['exponential', 'fixed'],
        default: task.backoff.type,
      },
      'backoff.delayMs': {
        title: 'First pause',
        description: 'Before the second attempt',
        type: 'integer',
        format: 'duration-ms',
        minimum: 0,
        maximum: 3_600_000,
        default: task.backoff.delayMs,
      },
      'backoff.jitter': {
        title: 'Jitter',
        description: 'Part of the pause that is random',
        type: 'integer',
        minimum: 0,
        maximum: 100,
        unit: '%',
        default: Math.round(task.backoff.jitter * 100),
      },
      softTimeoutMs: {
        title: 'Soft limit',
        description: 'Then the task may clean up; empty: none',
        anyOf: [timeLimit, { type: 'null' }],
        default: task.softTimeoutMs,
      },
      timeoutMs: {
        title: 'Hard limit',
        description: 'Then the attempt fails',
        ...timeLimit,
        default: task.timeoutMs,
      },
      tags: {
        title: 'Tags',
        description: 'Words to find it by, with spaces between: letters, digits and . _ : -',
        type: 'array',
        format: 'words',
        items: { type: 'string' },
        maxItems: 10,
        default: [],
      },
      idempotencyKey: {
        title: 'Idempotency key',
        description: 'Within 24 h the same key answers the same job',
        type: 'string',
        minLength: 1,
        maxLength: 200,
      },
    },
    required: ['runAt'],
  };
}

/** The fields that count: a time to start at, only where one is wanted. */
export function shownOptions(fields: readonly Field[], draft: Draft): readonly Field[] {
  const start = draft['options.start'];
  return fields.filter(
    ({ name }) =>
      (name !== 'delayMs' || start === '"after"') && (name !== 'runAt' || start === '"at"'),
  );
}

/** An old job's options by the names of the fields. When it ran, and its idempotency key, are not taken over. */
export function optionsOf(job: OldJob): Readonly<Record<string, unknown>> {
  const backoff = job.backoff ?? { type: 'fixed', delayMs: 0, jitter: 0 };
  return {
    priority: job.priority,
    attempts: job.maxAttempts,
    'backoff.type': backoff.type,
    'backoff.delayMs': backoff.delayMs,
    'backoff.jitter': Math.round(backoff.jitter * 100),
    softTimeoutMs: job.softTimeoutMs,
    timeoutMs: job.timeoutMs ?? undefined,
    tags: job.tags,
  };
}
/** What a form is filled from. */
export type OldJob = Pick<
  Job,
  'input' | 'priority' | 'maxAttempts' | 'timeoutMs' | 'softTimeoutMs' | 'backoff' | 'tags'
>;

/**
 * The options as the server takes them, from the values of the fields. `chosen`: names of those that differ from their defaults; only
 * they are sent, the rest follows the task's own file, also when that changes. null when there are none.
 */
export function toOptions(values: unknown, chosen: ReadonlySet<string>): SubmitOptions | null {
  if (!isRecord(values)) return null;
  const { start, delayMs, runAt } = values;
  const options: Record<string, unknown> = {};
  if (chosen.has('priority')) options['priority'] = values['priority'];
  if (start === 'after' && delayMs !== undefined) options['delayMs'] = delayMs;
  if (start === 'at' && runAt !== undefined) options['runAt'] = runAt;
  if (chosen.has('attempts')) options['attempts'] = values['attempts'];
  if ([...chosen].some((name) => name.startsWith('backoff.')))
    options['backoff'] = {
      type: values['backoff.type'],
      delayMs: values['backoff.delayMs'],
      jitter: Number(values['backoff.jitter']) / 100,
    };
  for (const name of ['softTimeoutMs', 'timeoutMs', 'tags', 'idempotencyKey'])
    if (chosen.has(name) && name in values) options[name] = values[name];
  return Object.keys(options).length === 0 ? null : options;
}
