/** Characters of JSON that a page shows at most; the rest is for the clipboard. */
const SHOWN_CHARACTERS = 100_000;

/** A value as indented JSON, whole for copying and bounded for showing. */
export function jsonText(value: unknown): {
  readonly whole: string;
  readonly shown: string;
  /** Characters left out of `shown`. */
  readonly hidden: number;
} {
  const whole = JSON.stringify(value, null, 2) ?? 'null';
  const shown = whole.slice(0, SHOWN_CHARACTERS);
  return { whole, shown, hidden: whole.length - shown.length };
}

/** A value on one line, cut: for a list of facts. */
export function jsonLine(value: unknown, most = 200): string {
  const line = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
