import { Readable } from 'node:stream';
import type { BulkItem } from '../schemas/bulk.ts';

/** Refused rows whose fields are listed; of those behind only the message is kept. */
const DETAILED = 10_000;
/** Fields listed of one row, and reasons of one field. */
const MAX_FIELDS = 20;
const MAX_REASONS = 3;
const MAX_CHARACTERS = 500;
const CHUNK_CHARACTERS = 65_536;

const cut = (text: string): string =>
  text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;

type Refused = NonNullable<BulkItem['error']>;

function shortened({ fields, ...rest }: Refused, detailed: boolean): Refused {
  const some = Object.entries(fields ?? {})
    .slice(0, MAX_FIELDS)
    .map(([path, reasons]) => [cut(path), reasons.slice(0, MAX_REASONS).map(cut)]);
  const kept = detailed && fields !== undefined ? { fields: Object.fromEntries(some) } : {};
  return { ...rest, message: cut(rest.message), ...kept };
}

/**
 * The answer to a bulk submission as text. It is written while rows are read and sent when they have been: a caller that sends
 * everything before it reads would else wait for us while we wait for it. About 60 bytes a row that is fine.
 */
export class BulkReportText {
  readonly #chunks: Buffer[] = [];
  #text = '{"items":[';
  #accepted = 0;
  #refused = 0;

  add(item: BulkItem): void {
    if (this.#accepted + this.#refused > 0) this.#text += ',';
    if (item.error === undefined) {
      this.#accepted += 1;
      this.#text += JSON.stringify(item);
    } else {
      this.#refused += 1;
      const error = shortened(item.error, this.#refused <= DETAILED);
      this.#text += JSON.stringify({ index: item.index, error });
    }
    if (this.#text.length >= CHUNK_CHARACTERS) this.#flush();
  }

  /** How many rows were taken and refused so far. */
  get counts(): { readonly accepted: number; readonly refused: number } {
    return { accepted: this.#accepted, refused: this.#refused };
  }

  end(): { readonly body: Readable; readonly bytes: number } {
    this.#text += `],"accepted":${this.#accepted},"refused":${this.#refused}}`;
    this.#flush();
    const bytes = this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    return { body: Readable.from(this.#chunks), bytes };
  }

  #flush(): void {
    this.#chunks.push(Buffer.from(this.#text));
    this.#text = '';
  }
}
