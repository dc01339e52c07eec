import { hash } from 'node:crypto';
import {
  DEFAULT_BACKOFF,
  findTask,
  MAX_DELAY_MS,
  type Keys,
  maskSecrets,
  type NewJob,
  SECRET_MASK,
  type SecretBox,
  secretValues,
  type TaskDefinition,
} from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { demandSubmission } from '../auth/scope.ts';
import type { Actor } from '../context.ts';
import { AppError, type FieldErrors } from '../errors.ts';
import { fieldErrors } from '../field-errors.ts';
import type { JobQueue } from '../queue/job-queue.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { Submission, SubmitOptions, Submitted } from '../schemas/job.ts';

/** A key is remembered this long. */
const IDEMPOTENCY_SECONDS = 86_400;

export interface SubmitParts {
  readonly queue: JobQueue;
  readonly redis: Redis;
  readonly keys: Keys;
  /** A new UUIDv7. */
  readonly newId: () => string;
  readonly now: () => number;
  readonly secrets: SecretBox;
}

/** Who submits, and as what. */
export interface Submitting {
  /** Id of the job, made beforehand. */
  readonly id: string;
  readonly actor: Actor;
  readonly requestId: string;
  /** Epoch milliseconds, for `runAt`. */
  readonly now: number;
  /** Whether there is a key to encrypt secrets with. */
  readonly keepsSecrets: boolean;
}

const sha256 = (text: string): string => hash('sha256', text, 'hex');

type Options = Pick<
  NewJob,
  'priority' | 'delayMs' | 'attempts' | 'backoff' | 'timeoutMs' | 'softTimeoutMs' | 'tags'
>;
const NO_TAGS: readonly string[] = [];

/** How long from now until `runAt`; a time gone by is now. */
const untilMs = (runAt: string, now: number): number => Math.max(0, Date.parse(runAt) - now);

/** What can be wrong with options that are fine one by one. */
function demandConsistent(options: SubmitOptions, timeoutMs: number, now: number): void {
  const { runAt, delayMs, softTimeoutMs } = options;
  const fields: FieldErrors = {};
  if (runAt !== undefined && delayMs !== undefined)
    fields['options.runAt'] = ['Not together with delayMs'];
  else if (runAt !== undefined && untilMs(runAt, now) > MAX_DELAY_MS)
    fields['options.runAt'] = ['More than a week ahead'];
  if (softTimeoutMs !== undefined && softTimeoutMs !== null && softTimeoutMs >= timeoutMs)
    fields['options.softTimeoutMs'] = [`Must be below the hard limit of ${timeoutMs} ms`];
  const paths = Object.keys(fields);
  if (paths.length > 0)
    throw new AppError('INPUT_INVALID', `Not valid: ${paths.join(', ')}.`, { fields });
}

/** The options of a submission with the task's defaults. Errors: INPUT_INVALID with fields. */
function withDefaults(options: SubmitOptions, task: TaskDefinition, now: number): Options {
  const timeoutMs = options.timeoutMs ?? task.timeoutMs;
  if (options.runAt !== undefined || options.softTimeoutMs !== undefined)
    demandConsistent(options, timeoutMs, now);
  const soft =
    options.softTimeoutMs === undefined ? (task.softTimeoutMs ?? null) : options.softTimeoutMs;
  return {
    priority: options.priority ?? 'medium',
    delayMs: options.runAt === undefined ? (options.delayMs ?? 0) : untilMs(options.runAt, now),
    attempts: options.attempts ?? task.attempts,
    backoff: options.backoff ?? task.backoff ?? DEFAULT_BACKOFF,
    timeoutMs,
    // The task's soft limit says nothing where the submission made the hard one shorter than it.
    softTimeoutMs: soft !== null && soft < timeoutMs ? soft : null,
    tags: options.tags === undefined ? NO_TAGS : [...new Set(options.tags)],
  };
}

/** Errors: INPUT_INVALID for a secret that stands for one (copied from where none is shown), and for any where there is no key. */
function demandSecrets(task: TaskDefinition, input: unknown, keepsSecrets: boolean): void {
  const fields: FieldErrors = {};
  for (const [field, value] of Object.entries(secretValues(task, input)))
    if (value === SECRET_MASK) fields[`input.${field}`] = ['Fill it in anew: it is shown nowhere'];
    else if (!keepsSecrets)
      fields[`input.${field}`] = ['This panel has no key for secrets (SECRETS_KEY_FILE)'];
  const paths = Object.keys(fields);
  if (paths.length > 0)
    throw new AppError('INPUT_INVALID', `Not valid: ${paths.join(', ')}.`, { fields });
}

/** Checks a submission against its task and fills in the task's defaults. Pure. Errors: TASK_UNKNOWN, FORBIDDEN, INPUT_INVALID with fields. */
export function prepareJob(
  submission: Submission,
  { id, actor, requestId, now, keepsSecrets }: Submitting,
): NewJob {
  const task = findTask(submission.task);
  if (task === undefined) {
    throw new AppError(
      'TASK_UNKNOWN',
      `There is no task named "${submission.task}". GET /api/catalog lists them.`,
      {
        fields: { task: ['Not a task of the catalogue'] },
      },
    );
  }
  const input = task.input.safeParse(submission.input ?? {});
  if (!input.success) {
    const fields = fieldErrors(input.error, ['input']);
    throw new AppError(
      'INPUT_INVALID',
      `The input of ${task.name} is not valid: ${Object.keys(fields).join(', ')}.`,
      { fields },
    );
  }
  demandSubmission(actor, task, input.data);
  demandSecrets(task, input.data, keepsSecrets);
  const options = withDefaults(submission.options ?? {}, task, now);
  // Field by field: this is done for every submission, and a spread costs several times as much.
  return {
    id,
    task: task.name,
    queue: task.queue,
    input: input.data,
    priority: options.priority,
    delayMs: options.delayMs,
    attempts: options.attempts,
    backoff: options.backoff,
    timeoutMs: options.timeoutMs,
    softTimeoutMs: options.softTimeoutMs,
    tags: options.tags,
    requestId,
    submittedBy: actor.name,
  };
}

/** What a job will be right after it was queued. */
const submitted = (job: NewJob): Submitted => ({
  id: job.id,
  task: job.task,
  queue: job.queue,
  state: job.delayMs > 0 ? 'delayed' : 'prioritized',
});

/**
 * The id under an idempotency key: `id` when the key is new, the first one's when it was used for the same body. The id is noted before the job
 * is queued: if the answer is lost, the same request finds or completes the same job.
 */
async function claimKey(
  { redis, keys }: SubmitParts,
  key: string,
  { id, task, input, submittedBy }: NewJob,
  { options }: Submission,
): Promise<string> {
  const place = keys.idempotency(submittedBy, sha256(key));
  // Without its secrets: a hash of little else would let them be guessed.
  const shown = maskSecrets(findTask(task), input);
  const body = sha256(JSON.stringify([task, shown, { ...options, idempotencyKey: null }]));
  const claim = `${id}:${body}`;
  const earlier = await withRedis(redis.set(place, claim, 'EX', IDEMPOTENCY_SECONDS, 'NX', 'GET'));
  if (earlier === null) return id;
  const [firstId = id, earlierBody] = earlier.split(':');
  if (earlierBody !== body) {
    throw new AppError(
      'CONFLICT',
      `The idempotency key was used for another submission, job ${firstId}. Take a new key.`,
      {
        id: firstId,
        fields: { 'options.idempotencyKey': ['Already used for another submission'] },
      },
    );
  }
  return firstId;
}

/** `scheduleId`: the schedule whose job it is. */
export function makeSubmit(parts: SubmitParts) {
  return async (
    submission: Submission,
    actor: Actor,
    requestId: string,
    scheduleId?: string,
  ): Promise<Submitted> => {
    const prepared = prepareJob(submission, {
      id: parts.newId(),
      actor,
      requestId,
      now: parts.now(),
      keepsSecrets: parts.secrets.isOpen,
    });
    const key = submission.options?.idempotencyKey;
    const id = key === undefined ? prepared.id : await claimKey(parts, key, prepared, submission);
    const named = id === prepared.id ? prepared : { ...prepared, id };
    const job = scheduleId === undefined ? named : { ...named, scheduleId };
    try {
      await withRedis(parts.queue.add([job]));
    } catch (error) {
      // Whether it was queued can't be told: the id lets the caller ask.
      if (error instanceof AppError)
        throw new AppError(error.code, error.message, { cause: error, id });
      throw error;
    }
    if (id === prepared.id) return submitted(job);
    const [row] = await withRedis(parts.queue.rows([id]));
    return row === undefined
      ? submitted(job)
      : { id, task: row.task, queue: row.queue, state: row.state };
  };
}
