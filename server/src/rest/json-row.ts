import { AppError } from '../errors.ts';
import { isDeeperThan, MAX_JSON_DEPTH } from '../json-depth.ts';
import type { BulkRow } from '../services/bulk.ts';

/** A single row may be as long as a single submission. */
export const MAX_ROW_BYTES = 1_048_576;

/** The row that stands for one that is not held because of its length. */
export const tooLongRow = (): BulkRow => ({
  error: new AppError('PAYLOAD_TOO_LARGE', 'The row is longer than 1 MB.'),
});

/** The row of a JSON text; what is wrong with the text is the row's error. */
export function jsonRow(text: string): BulkRow {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_ROW_BYTES) return tooLongRow();
  if (isDeeperThan(text, MAX_JSON_DEPTH)) {
    const message = `The JSON nests deeper than ${MAX_JSON_DEPTH} levels.`;
    return { error: new AppError('INPUT_INVALID', message) };
  }
  try {
    return { value: JSON.parse(text), bytes };
  } catch (cause) {
    return { error: new AppError('INPUT_INVALID', 'The row is not valid JSON.', { cause }) };
  }
}
