import type { AuditEntry } from '../../api.ts';

/** One thing that a change made different. */
export interface Change {
  /** In words: `global concurrency`. */
  readonly field: string;
  /** null: it was not there before. */
  readonly from: string | null;
  /** null: it is not there any more. */
  readonly to: string | null;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `globalConcurrency` -> `global concurrency`. */
const fieldWords = (name: string): string =>
  name.replaceAll(/(?<=[a-z\d])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function valueWords(value: unknown): string {
  if (value === null) return 'none';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The parts of a state by name; of what is nested `rate limit max`. */
function flatten(value: unknown, path = ''): [string, string][] {
  if (!isRecord(value)) return path === '' ? [] : [[path, valueWords(value)]];
  return Object.entries(value).flatMap(([name, part]) =>
    flatten(part, `${path} ${fieldWords(name)}`.trim()),
  );
}

/** What was written down; null where it was cut off, so that it is no JSON any more. */
function read(text: string | null): Map<string, string> | null {
  if (text === null) return new Map();
  try {
    return new Map(flatten(JSON.parse(text)));
  } catch {
    return null;
  }
}

type Told = Pick<AuditEntry, 'before' | 'after' | 'request' | 'outcome'>;

/** What differs between before and after; where nothing was compared, what was asked for. Empty: nothing, or more than is kept. */
export function changesOf({ before, after, request, outcome }: Told): Change[] {
  const compared = outcome === 'done' && (before !== null || after !== null);
  const old = read(compared ? before : null);
  const now = read(compared ? after : request);
  if (old === null || now === null) return [];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((field) => {
    const [from, to] = [old.get(field) ?? null, now.get(field) ?? null];
    return from === to ? [] : [{ field, from, to }];
  });
}

/** `paused: no → yes`, `role: viewer`, `was role: viewer`. */
export function changeWords({ field, from, to }: Change): string {
  if (from === null) return `${field}: ${to ?? ''}`;
  return to === null ? `was ${field}: ${from}` : `${field}: ${from} → ${to}`;
}

/** JSON over several lines; as it stands where it was cut off. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
