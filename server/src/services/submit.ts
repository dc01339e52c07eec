import { hash } from 'node:crypto';
import { findTask, type Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { Actor } from '../context.ts';
import { AppError } from '../errors.ts';
import { fieldErrors } from '../field-errors.ts';
import type { JobQueue, NewJob } from '../queue/job-queue.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { Submission, Submitted } from '../schemas/job.ts';

/** A key is remembered this long. */
const IDEMPOTENCY_SECONDS = 86_400;

export interface SubmitParts {
  readonly queue: JobQueue;
  readonly redis: Redis;
  readonly keys: Keys;
  /** A new UUIDv7. */
  readonly newId: () => string;
}

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** Checks a submission against its task and fills in the task's defaults. Pure. Errors: TASK_UNKNOWN, INPUT_INVALID with fields. */
export function prepareJob(
  submission: Submission,
  id: string,
  actor: Actor,
  requestId: string,
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
  const options = submission.options ?? {};
  return {
    id,
    task: task.name,
    queue: task.queue,
    input: input.data,
    priority: options.priority ?? 'medium',
    delayMs: options.delayMs ?? 0,
    attempts: options.attempts ?? task.attempts,
    timeoutMs: options.timeoutMs ?? task.timeoutMs,
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
  const body = sha256(JSON.stringify([task, input, { ...options, idempotencyKey: null }]));
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

export function makeSubmit(parts: SubmitParts) {
  return async (submission: Submission, actor: Actor, requestId: string): Promise<Submitted> => {
    const prepared = prepareJob(submission, parts.newId(), actor, requestId);
    const key = submission.options?.idempotencyKey;
    const id = key === undefined ? prepared.id : await claimKey(parts, key, prepared, submission);
    const job = { ...prepared, id };
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
