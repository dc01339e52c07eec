import { AppError } from '../errors.ts';
import { isDeeperThan, MAX_JSON_DEPTH } from '../json-depth.ts';
import type { BulkRow } from '../services/bulk.ts';

/** A single row may be as long as a single submission. */
const MAX_LINE_BYTES = 1_048_576;

function parseLine(line: string): BulkRow {
  if (Buffer.byteLength(line) > MAX_LINE_BYTES) {
    return { error: new AppError('PAYLOAD_TOO_LARGE', 'The line is longer than 1 MB.') };
  }
  if (isDeeperThan(line, MAX_JSON_DEPTH)) {
    return {
      error: new AppError('INPUT_INVALID', `The JSON nests deeper than ${MAX_JSON_DEPTH} levels.`),
    };
  }
  try {
    return { value: JSON.parse(line) };
  } catch (cause) {
    return { error: new AppError('INPUT_INVALID', 'The line is not valid JSON.', { cause }) };
  }
}

/** The rows of a stream of JSON lines; empty lines are skipped. Holds one line at a time, and no more of one that is too long. */
export async function* ndjsonRows(
  chunks: AsyncIterable<Buffer | string>,
): AsyncGenerator<BulkRow, void> {
  const decoder = new TextDecoder();
  let rest = '';
  let tooLong = false;
  for await (const chunk of chunks) {
    const lines = (
      rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))
    ).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (tooLong)
        yield { error: new AppError('PAYLOAD_TOO_LARGE', 'The line is longer than 1 MB.') };
      else if (line.trim() !== '') yield parseLine(line);
      tooLong = false;
    }
    if (rest.length > MAX_LINE_BYTES) {
      tooLong = true;
      rest = '';
    }
  }
  if (tooLong) yield { error: new AppError('PAYLOAD_TOO_LARGE', 'The line is longer than 1 MB.') };
  else if (rest.trim() !== '') yield parseLine(rest);
}
