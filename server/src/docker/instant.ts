/** Epoch ms from which ISO 8601 has another form. */
const YEAR_10000 = 253_402_300_800_000;

/** Epoch ms to ISO 8601 with milliseconds; null for what is no time of ours, as Go's zero time, which stands for never. */
export function msInstant(at: number): string | null {
  return at > 0 && at < YEAR_10000 ? new Date(at).toISOString() : null;
}

/** The same of what Docker wrote. */
export const instant = (value: string | null | undefined): string | null =>
  msInstant(Date.parse(value ?? ''));
