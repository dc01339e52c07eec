/** Longest first, as they are written. */
const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

const MS_OF: ReadonlyMap<string, number> = new Map([...UNITS, ['min', 60_000], ['sec', 1_000]]);

/** `1 h 30 m`, exactly what it is, for a control that is read back; `0 s` for nothing. */
export function writeDuration(ms: number): string {
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count} ${unit}`);
    rest -= count * size;
  }
  return parts.join(' ') || '0 s';
}

/** Milliseconds of `90 s`, `1.5h`, `1 h 30 m`; a bare number is seconds. null when it can't be read. */
export function readDuration(written: string): number | null {
  const trimmed = written.trim().toLowerCase();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Math.round(Number(trimmed) * 1_000);
  if (!/^(\d+(\.\d+)?\s*[a-z]+\s*)+$/.test(trimmed)) return null;
  let total = 0;
  for (const [, count, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    const size = MS_OF.get(unit ?? '');
    if (size === undefined) return null;
    total += Number(count) * size;
  }
  return Math.round(total);
}
