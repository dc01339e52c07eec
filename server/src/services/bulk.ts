import { MAX_TAGS, type NewJob } from '@taskdeck/tasks';
import type { Actor } from '../context.ts';
import { AppError } from '../errors.ts';
import { invalid } from '../field-errors.ts';
import { asRedisError, withRedis } from '../redis/unavailable.ts';
import type { BulkItem } from '../schemas/bulk.ts';
import { Submission, type Submitted } from '../schemas/job.ts';
import { prepareJob, type SubmitParts } from './submit.ts';

/** A row as it was read: a value with about as many bytes as it had, or why it could not be read. */
export type BulkRow =
  | { readonly value: unknown; readonly bytes: number }
  | { readonly error: AppError };

/** Rows that are queued in one go: so many, or fewer if they are large. */
const BATCH_ROWS = 500;
const BATCH_BYTES = 4 * 1_048_576;
/** Rows of one submission. */
const MAX_BULK_ROWS = 100_000;

export interface BulkOptions {
  readonly actor: Actor;
  readonly requestId: string;
  /** Only checks. */
  readonly dryRun: boolean;
  /** For all rows, besides their own. */
  readonly tags: readonly string[];
}

type Submit = (submission: Submission, actor: Actor, requestId: string) => Promise<Submitted>;

/** What a checked row becomes: a job to queue with the others of its batch, or an answer of its own. */
type Step = { readonly job: NewJob } | { readonly outcome: Promise<Omit<BulkItem, 'index'>> };

function refusal(error: unknown): Omit<BulkItem, 'index'> {
  const known = asRedisError(error);
  // What nobody foresaw ends the whole call: it is not this row's fault.
  if (!(known instanceof AppError)) throw error;
  const { code, message, fields, id } = known;
  return { error: { code, message, ...(fields && { fields }), ...(id !== undefined && { id }) } };
}

/** The rows until there are too many, or reading fails; that is the last row's error. Errors: what makes even the first row unreadable. */
async function* readable(rows: AsyncIterable<BulkRow>): AsyncGenerator<BulkRow, void> {
  let count = 0;
  try {
    for await (const row of rows) {
      if (count >= MAX_BULK_ROWS) {
        const message = `At most ${MAX_BULK_ROWS} rows are taken in one go; this row and all behind it were not read.`;
        yield { error: new AppError('PAYLOAD_TOO_LARGE', message) };
        return;
      }
      count += 1;
      yield row;
    }
  } catch (error) {
    if (count === 0 || !(error instanceof AppError)) throw error;
    const message = `${error.message} This row and all behind it were not read.`;
    yield { error: new AppError(error.code, message, { cause: error }) };
  }
}

async function* batches(rows: AsyncIterable<BulkRow>): AsyncGenerator<BulkRow[], void> {
  let batch: BulkRow[] = [];
  let bytes = 0;
  for await (const row of rows) {
    batch.push(row);
    bytes += 'bytes' in row ? row.bytes : 0;
    if (batch.length < BATCH_ROWS && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

function parseRow(row: BulkRow, tags: readonly string[]): Submission {
  if ('error' in row) throw row.error;
  const parsed = Submission.safeParse(row.value);
  if (!parsed.success) throw invalid(parsed.error);
  if (tags.length === 0) return parsed.data;
  const all = [...new Set([...(parsed.data.options?.tags ?? []), ...tags])];
  if (all.length > MAX_TAGS) {
    const fields = { 'options.tags': [`At most ${MAX_TAGS}, with those for all rows`] };
    throw new AppError('INPUT_INVALID', 'Not valid: options.tags.', { fields });
  }
  return { ...parsed.data, options: { ...parsed.data.options, tags: all } };
}

/** Queues them in one go: all or, with Redis away, none for certain. */
async function queueJobs(parts: SubmitParts, jobs: readonly NewJob[]) {
  try {
    if (jobs.length > 0) await withRedis(parts.queue.add(jobs));
    return (id: string) => ({ id });
  } catch (error) {
    const { error: why } = refusal(error);
    return (id: string) => ({ ...(why && { error: { ...why, id } }) });
  }
}

/**
 * Submits row by row what can be submitted and says of each row, in order, what became of it: a bad row, or Redis going away half-way, is that
 * row's error and not the others'. It reads no faster than it queues, and holds one batch of rows at a time.
 */
export function makeBulk(parts: SubmitParts, submit: Submit) {
  const step = (row: BulkRow, { actor, requestId, dryRun, tags }: BulkOptions): Step => {
    try {
      const submission = parseRow(row, tags);
      const keepsSecrets = parts.secrets.isOpen;
      const by = { id: parts.newId(), actor, requestId, now: parts.now(), keepsSecrets };
      const job = prepareJob(submission, by);
      if (dryRun) return { outcome: Promise.resolve({}) };
      if (submission.options?.idempotencyKey === undefined) return { job };
      // A key belongs to one job: these are claimed one by one, though all on their way at once.
      const own = submit(submission, actor, requestId);
      return { outcome: own.then(({ id }) => ({ id }), refusal) };
    } catch (error) {
      return { outcome: Promise.resolve(refusal(error)) };
    }
  };
  return async function* (
    rows: AsyncIterable<BulkRow>,
    options: BulkOptions,
  ): AsyncGenerator<BulkItem, void> {
    let index = 0;
    for await (const batch of batches(readable(rows))) {
      const steps = batch.map((row) => step(row, options));
      const jobs = steps.flatMap((taken) => ('job' in taken ? [taken.job] : []));
      const [queued, outcomes] = await Promise.all([
        queueJobs(parts, jobs),
        Promise.all(steps.map((taken) => ('job' in taken ? null : taken.outcome))),
      ]);
      for (const [i, taken] of steps.entries()) {
        yield { index, ...('job' in taken ? queued(taken.job.id) : outcomes[i]) };
        index += 1;
      }
    }
  };
}
