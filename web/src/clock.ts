import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const tell of listeners) tell();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function read(): number {
  // Nobody kept it going: what the first one sees must not be the time of the last one.
  if (timer === undefined) now = Date.now();
  return now;
}

/** The time in epoch ms, once a second, the same for all that show it: ages and durations tick together. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read);
}
