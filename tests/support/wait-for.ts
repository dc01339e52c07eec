/** How long to wait and how often to look. */
export interface WaitOptions {
  /** Default 10 s. */
  readonly timeoutMs?: number;
  /** Pause between two looks, default 25 ms. */
  readonly intervalMs?: number;
  /** Completes "Waited 10 s for …" in the error. */
  readonly what?: string;
}

/**
 * Calls `condition` until it gives a value that is neither false, null nor undefined, and resolves with that value.
 * What it throws counts as "not yet" and is the cause of the final error. For state that can only be looked at;
 * where there is an event, wait for the event.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 10_000, intervalMs = 25, what }: WaitOptions = {},
): Promise<Exclude<T, false | null | undefined>> {
  const end = performance.now() + timeoutMs;
  let last: unknown;
  let cause: unknown;
  do {
    try {
      const value = await condition();
      if (isThere(value)) return value;
      last = value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, intervalMs);
    });
  } while (performance.now() < end);
  const outcome =
    cause === undefined ? `the last value was ${String(last)}` : `it threw: ${String(cause)}`;
  throw new Error(`Waited ${timeoutMs / 1000} s for ${what ?? condition.toString()}; ${outcome}`, {
    cause,
  });
}

function isThere<T>(value: T): value is Exclude<T, false | null | undefined> {
  return value !== false && value !== null && value !== undefined;
}
