import type { Actor } from '../context.ts';
import { AppError } from '../errors.ts';
import { invalid } from '../field-errors.ts';
import type { NewJob } from '../queue/job-queue.ts';
import { asRedisError, withRedis } from '../redis/unavailable.ts';
import type { BulkItem, BulkReport } from '../schemas/bulk.ts';
import { Submission, type Submitted } from '../schemas/job.ts';
import { prepareJob, type SubmitParts } from './submit.ts';

/** A row as it was read: a value, or why it could not be read. */
export type BulkRow = { readonly value: unknown } | { readonly error: AppError };

/** Jobs that are queued in one go. */
const BATCH = 500;
/** Rows of one submission. */
export const MAX_BULK_ROWS = 100_000;

export interface BulkOptions {
  readonly actor: Actor;
  readonly requestId: string;
  /** Only checks. */
  readonly dryRun: boolean;
}

type Submit = (submission: Submission, actor: Actor, requestId: string) => Promise<Submitted>;

function refusal(index: number, error: unknown): BulkItem {
  const known = asRedisError(error);
  // What nobody foresaw ends the whole call: it is not this row's fault.
  if (!(known instanceof AppError)) throw error;
  const { code, message, fields, id } = known;
  return {
    index,
    error: { code, message, ...(fields && { fields }), ...(id !== undefined && { id }) },
  };
}

/** Queues them in one go: all or, with Redis away, none for certain. */
async function queueBatch(
  parts: SubmitParts,
  batch: readonly { index: number; job: NewJob }[],
): Promise<BulkItem[]> {
  if (batch.length === 0) return [];
  try {
    await withRedis(parts.queue.add(batch.map(({ job }) => job)));
    return batch.map(({ index, job }) => ({ index, id: job.id }));
  } catch (error) {
    return batch.map(({ index, job }) => {
      const item = refusal(index, error);
      return { ...item, ...(item.error && { error: { ...item.error, id: job.id } }) };
    });
  }
}

/**
 * Submits row by row what can be submitted and says of each row what became of it: a bad row, or Redis going away half-way, is that row's
 * error and not the others'. Rows with an idempotency key are queued one by one, the others in batches.
 */
export function makeBulk(parts: SubmitParts, submit: Submit) {
  return async (
    rows: AsyncIterable<BulkRow> | Iterable<BulkRow>,
    { actor, requestId, dryRun }: BulkOptions,
  ): Promise<BulkReport> => {
    const items: BulkItem[] = [];
    let batch: { index: number; job: NewJob }[] = [];
    let index = 0;
    const flush = async () => {
      items.push(...(await queueBatch(parts, batch)));
      batch = [];
    };
    const take = async (row: BulkRow): Promise<BulkItem | null> => {
      if ('error' in row) return refusal(index, row.error);
      const parsed = Submission.safeParse(row.value);
      if (!parsed.success) return refusal(index, invalid(parsed.error));
      const job = prepareJob(parsed.data, {
        id: parts.newId(),
        actor,
        requestId,
        now: parts.now(),
      });
      if (dryRun) return { index };
      if (parsed.data.options?.idempotencyKey !== undefined) {
        return { index, id: (await submit(parsed.data, actor, requestId)).id };
      }
      batch.push({ index, job });
      return null;
    };
    for await (const row of rows) {
      if (index >= MAX_BULK_ROWS) {
        await flush();
        items.push(
          refusal(
            index,
            new AppError(
              'PAYLOAD_TOO_LARGE',
              `At most ${MAX_BULK_ROWS} rows are taken in one go; this row and all behind it were not read.`,
            ),
          ),
        );
        break;
      }
      const item = await take(row).catch((error: unknown) => refusal(index, error));
      if (item !== null) items.push(item);
      if (batch.length >= BATCH) await flush();
      index += 1;
    }
    await flush();
    items.sort((a, b) => a.index - b.index);
    const refused = items.filter((item) => item.error !== undefined).length;
    return { items, accepted: items.length - refused, refused };
  };
}
