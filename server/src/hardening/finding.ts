/** How one rule stands. */
export interface Finding {
  /** null: can't tell. */
  readonly passes: boolean | null;
  /** What is the case, or why it can't be told. */
  readonly found: string;
}

/** A rule, without whom it is about. */
export interface Rule {
  readonly rule: string;
  readonly demand: string;
  /** What it means where it does not hold. */
  readonly meaning: string;
  readonly remedy: string;
}

export const passes = (found: string): Finding => ({ passes: true, found });
export const fails = (found: string): Finding => ({ passes: false, found });
export const unknown = (found: string): Finding => ({ passes: null, found });

/** A yes or no of Docker's; null, which it may not tell, can't be judged. */
export function flag(value: boolean | null, good: string, bad: string): Finding {
  if (value === null) return unknown('Docker does not tell');
  return value ? passes(good) : fails(bad);
}

const MOST_NAMES = 5;

/** `a, b and c`; of many the first five and how many more. */
export function names(all: readonly string[]): string {
  const sorted = [...new Set(all)].sort();
  if (sorted.length > MOST_NAMES)
    return `${sorted.slice(0, MOST_NAMES).join(', ')} and ${sorted.length - MOST_NAMES} more`;
  const last = sorted.at(-1) ?? '';
  return sorted.length < 2 ? last : `${sorted.slice(0, -1).join(', ')} and ${last}`;
}

/** Whether it names the machine itself, so that no other one gets there. */
export const isLoopback = (address: string): boolean =>
  /^(?:127\.\d+\.\d+\.\d+|::1|\[::1\]|localhost)$/.test(address);
