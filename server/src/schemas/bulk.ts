import { z } from 'zod';
import { JobId } from './common.ts';

/** What became of one row: an id, or why not. In a dry run a row that is fine has neither. */
export const BulkItem = z.object({
  /** Place of the row, from 0; empty lines do not count. */
  index: z.int(),
  id: JobId.optional(),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      fields: z.record(z.string(), z.array(z.string())).optional(),
      /** The row may have been queued under this id: its answer was lost. */
      id: z.string().optional(),
    })
    .optional(),
});
export type BulkItem = z.infer<typeof BulkItem>;

/** The report of `POST /api/tasks/bulk`: every row, in order. */
export const BulkReport = z.object({
  items: z.array(BulkItem),
  accepted: z.int(),
  refused: z.int(),
});
export type BulkReport = z.infer<typeof BulkReport>;
