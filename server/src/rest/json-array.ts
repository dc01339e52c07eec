import { AppError } from '../errors.ts';
import type { BulkRow } from '../services/bulk.ts';
import { jsonRow, MAX_ROW_BYTES, tooLongRow } from './json-row.ts';

/** Finds the ends of the elements of one array in JSON text that comes in pieces. It looks at brackets, commas and strings only. */
class ElementSplitter {
  #state: 'before' | 'inside' | 'behind' = 'before';
  #depth = 0;
  #inString = false;
  #escaped = false;
  #element = '';
  #tooLong = false;
  /** Whether a comma promised another element. */
  #another = false;

  *push(text: string): Generator<BulkRow, void> {
    let from = 0;
    for (let i = 0; i < text.length; i += 1) {
      const c = text.charAt(i);
      if (this.#inString) {
        this.#readString(c);
      } else if (this.#state === 'inside' && this.#depth === 0 && (c === ',' || c === ']')) {
        this.#hold(text.slice(from, i));
        from = i + 1;
        if (c === ',' || this.#another || this.#tooLong || this.#element.trim() !== '')
          yield this.#take();
        this.#another = c === ',';
        if (c === ']') this.#state = 'behind';
      } else if (this.#state === 'inside') {
        if (c === '"') this.#inString = true;
        else if (c === '{' || c === '[') this.#depth += 1;
        else if (c === '}' || c === ']') this.#depth = Math.max(0, this.#depth - 1);
      } else if (c.trim() !== '') {
        this.#open(c);
        from = i + 1;
      }
    }
    if (this.#state === 'inside') this.#hold(text.slice(from));
  }

  /** Errors: INPUT_INVALID when there was no array, or it did not end. */
  end(): void {
    if (this.#state === 'before') throw new AppError('INPUT_INVALID', 'The body is empty.');
    if (this.#state === 'inside')
      throw new AppError('INPUT_INVALID', 'The body ended before its array did.');
  }

  #readString(c: string): void {
    if (this.#escaped) this.#escaped = false;
    else if (c === '\\') this.#escaped = true;
    else if (c === '"') this.#inString = false;
  }

  #open(c: string): void {
    if (this.#state === 'behind')
      throw new AppError('INPUT_INVALID', 'Something follows the array.');
    if (c !== '[')
      throw new AppError('INPUT_INVALID', 'The body must be a JSON array of submissions.');
    this.#state = 'inside';
  }

  #hold(piece: string): void {
    if (this.#element.length + piece.length > MAX_ROW_BYTES) this.#tooLong = true;
    this.#element = this.#tooLong ? '' : this.#element + piece;
  }

  #take(): BulkRow {
    const row = this.#tooLong ? tooLongRow() : jsonRow(this.#element);
    this.#element = '';
    this.#tooLong = false;
    return row;
  }
}

/** The elements of one JSON array, as they come: `JSON.parse` would need all of it at once. Errors: INPUT_INVALID when it is no array. */
export async function* jsonArrayRows(chunks: AsyncIterable<string>): AsyncGenerator<BulkRow, void> {
  const splitter = new ElementSplitter();
  for await (const chunk of chunks) yield* splitter.push(chunk);
  splitter.end();
}
