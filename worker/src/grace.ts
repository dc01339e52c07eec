/** Tasks look at their signal every 100 ms; one that has not ended after this many milliseconds is not going to. */
export const ABORT_GRACE_MS = 1_000;

export interface Grace {
  /** Aborted `ABORT_GRACE_MS` after the signal it belongs to, with the same reason. */
  readonly signal: AbortSignal;
  /** To be called when the task has ended, so that no timer is left. */
  end(): void;
}

export function graceAfter(signal: AbortSignal): Grace {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => over.abort(signal.reason), ABORT_GRACE_MS);
  };
  if (signal.aborted) begin();
  else signal.addEventListener('abort', begin, { once: true });
  return {
    signal: over.signal,
    end: () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', begin);
    },
  };
}
