import type { BulkRow } from '../services/bulk.ts';
import { jsonRow, MAX_ROW_BYTES, tooLongRow } from './json-row.ts';

/** The rows of a stream of JSON lines; empty lines are skipped. Holds one line at a time, and no more of one that is too long. */
export async function* ndjsonRows(chunks: AsyncIterable<string>): AsyncGenerator<BulkRow, void> {
  let rest = '';
  let tooLong = false;
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (tooLong) yield tooLongRow();
      else if (line.trim() !== '') yield jsonRow(line);
      tooLong = false;
    }
    if (rest.length > MAX_ROW_BYTES) tooLong = true;
    if (tooLong) rest = '';
  }
  if (tooLong) yield tooLongRow();
  else if (rest.trim() !== '') yield jsonRow(rest);
}
