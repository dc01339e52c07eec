import type { AuditEntry } from '../../api.ts';
import { isRecord } from '../../is-record.ts';

/** One thing that a change made different. */
export interface Change {
  /** In words: `global concurrency`. */
  readonly field: string;
  /** null: it was not there before. */
  readonly from: string | null;
  /** null: it is not there any more. */
  readonly to: string | null;
}

/** `globalConcurrency` -> `global concurrency`. */
const fieldWords = (name: string): string =>
  name.replaceAll(/(?<=[a-z\d])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** A value as a sentence has it; of what is nested `max 5, duration ms 1000`. */
function valueWords(value: unknown): string {
  if (value === null) return 'none';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (isRecord(value))
    return Object.entries(value)
      .map(([name, part]) => `${fieldWords(name)} ${valueWords(part)}`)
      .join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What was written down, by field; null where it was cut off, so that it is no JSON any more. */
function read(text: string | null): Map<string, string> | null {
  if (text === null) return new Map();
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return new Map();
    return new Map(
      Object.entries(value).map(([name, part]) => [fieldWords(name), valueWords(part)]),
    );
  } catch {
    return null;
  }
}

/** As the server writes it for payloads and secrets. */
const LEFT_OUT = '(left out)';

type Told = Pick<AuditEntry, 'before' | 'after' | 'request' | 'outcome' | 'objects'>;

/**
 * What differs between before and after; where nothing was compared, what was asked for besides the names that `objects` has. Empty: nothing, or
 * more than is kept.
 */
export function changesOf({ before, after, request, outcome, objects }: Told): Change[] {
  const compared = outcome === 'done' && (before !== null || after !== null);
  const old = read(compared ? before : null);
  const now = read(compared ? after : request);
  if (old === null || now === null) return [];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((field) => {
    const [from, to] = [old.get(field) ?? null, now.get(field) ?? null];
    const isTold = !compared && to !== null && (to === LEFT_OUT || objects.includes(to));
    return from === to || isTold ? [] : [{ field, from, to }];
  });
}

/** `paused: no → yes`, `role: viewer`, `role was viewer`. */
export function changeWords({ field, from, to }: Change): string {
  if (from === null) return `${field}: ${to ?? ''}`;
  return to === null ? `${field} was ${from}` : `${field}: ${from} → ${to}`;
}

/** JSON over several lines; as it stands where it was cut off. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
