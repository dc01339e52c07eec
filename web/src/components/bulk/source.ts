/** What is to be submitted: a file, or text that was pasted. */
export interface Source {
  /** New with every choice, also of the same file. */
  readonly id: number;
  /** Of the file; null for pasted text. */
  readonly name: string | null;
  readonly body: Blob;
  /** How it begins. */
  readonly head: string;
  /** Whether `head` is all of it. */
  readonly isWhole: boolean;
}

/** For the preview; a file itself is never held. */
const HEAD_BYTES = 262_144;
/** What the server takes in one go. */
export const MAX_BYTES = 64 * 1_048_576;

let made = 0;

/** Reads the beginning. Rejects when the file can't be read (any more). */
export async function readSource(body: Blob, name: string | null): Promise<Source> {
  const head = await body.slice(0, HEAD_BYTES).text();
  made += 1;
  return { id: made, name, body, head, isWhole: body.size <= HEAD_BYTES };
}
