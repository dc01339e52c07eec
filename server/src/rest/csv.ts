import { parse, type CsvError } from 'csv-parse';
import { pipeline, Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import type { BulkRow } from '../services/bulk.ts';
import { submissionsOf } from './csv-columns.ts';
import { MAX_ROW_BYTES } from './json-row.ts';

export const SEPARATORS = [',', ';', '\t', '|'] as const;

interface CsvOptions {
  /** Name of the task that every row submits. */
  readonly task: string;
  /** JSON Schema of its input. */
  readonly inputSchema: Record<string, unknown>;
  /** null: found out from the header. */
  readonly separator: string | null;
}

/** The header is looked for in at most this much. */
const HEAD_CHARACTERS = 65_536;

/** The separator that is most often in the first line, outside quotes; a comma if none is. */
export function separatorOf(head: string): string {
  const line = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(head)?.[0] ?? '';
  const bare = line.replaceAll(/"(?:[^"]|"")*"/g, '');
  const counts = SEPARATORS.map((separator) => bare.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** Reads on until the first line is whole, and gives back all that was read with the rest behind it. */
async function peek(chunks: AsyncIterable<string>) {
  const iterator = chunks[Symbol.asyncIterator]();
  let head = '';
  for (let next = await iterator.next(); ; next = await iterator.next()) {
    if (next.done === true) break;
    head += next.value;
    if (head.length >= HEAD_CHARACTERS || /[\r\n]/.test(head.trimStart())) break;
  }
  async function* all(): AsyncGenerator<string, void> {
    yield head;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { head, all };
}

/** What the parser says, in words. */
function readingError(error: CsvError): AppError {
  const line = 'lines' in error ? ` near line ${String(error['lines'])}` : '';
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return new AppError('PAYLOAD_TOO_LARGE', `A row${line} is longer than 1 MB.`);
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return new AppError('INPUT_INVALID', `A quote that opens${line} is not closed.`);
  return new AppError('INPUT_INVALID', `The quotes${line} are not those of CSV: ${error.message}.`);
}

const bytesOf = (cells: readonly string[]): number =>
  cells.reduce((sum, cell) => sum + cell.length, 0);

/** The row without empty cells behind its columns; an error if others are there, or some lack. */
function rowOf(
  cells: readonly string[],
  columns: number,
  submission: (cells: readonly string[]) => unknown,
): BulkRow {
  if (cells.length < columns || cells.slice(columns).some((cell) => cell !== '')) {
    const message = `The row has ${cells.length} cells, the header ${columns} columns.`;
    return { error: new AppError('INPUT_INVALID', message) };
  }
  return { value: submission(cells), bytes: bytesOf(cells) };
}

/**
 * The rows of CSV (RFC 4180, with or without a byte order mark) below its header as submissions of one task. Empty lines, and lines of empty
 * cells as spreadsheets leave them, are skipped. Errors: INPUT_INVALID when the header does not fit the task, or quotes do not match.
 */
export async function* csvRows(
  chunks: AsyncIterable<string>,
  { task, inputSchema, separator }: CsvOptions,
): AsyncGenerator<BulkRow, void> {
  const { head, all } = await peek(chunks);
  let fault: CsvError | null = null;
  const parser = parse({
    // The parser's way to go on behind an error would lose rows, and an error that it throws takes rows with it that were not read from
    // it yet. So nothing is taken behind the first one, which is thrown when those before have been.
    skip_records_with_error: true,
    on_skip: (error) => void (fault ??= error ?? null),
    on_record: (record: string[]) => (fault === null ? record : null),
    bom: true,
    delimiter: separator ?? separatorOf(head),
    max_record_size: MAX_ROW_BYTES,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
  });
  const records: AsyncIterable<string[]> = pipeline(Readable.from(all()), parser, () => undefined);
  let submission: ((cells: readonly string[]) => unknown) | null = null;
  let columns = 0;
  for await (const cells of records) {
    if (submission === null) {
      submission = submissionsOf(task, inputSchema, cells);
      columns = cells.length;
    } else {
      yield rowOf(cells, columns, submission);
    }
  }
  if (fault !== null) throw readingError(fault);
  if (submission === null)
    throw new AppError('INPUT_INVALID', 'The body is empty: the first line must name the columns.');
}
