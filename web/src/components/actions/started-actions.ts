import { useSyncExternalStore } from 'react';

/** Where a tab keeps the ids of the actions it started, so that a reload does not lose sight of them. */
const STORE = 'taskdeck.actions';
/** More toasts than these would hide the page. */
const SHOWN = 3;

const listeners = new Set<() => void>();
let ids: readonly string[] = restore();

function restore(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(STORE) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

function change(next: readonly string[]): void {
  ids = next;
  try {
    sessionStorage.setItem(STORE, JSON.stringify(ids));
  } catch {
    // Without storage they are shown until the page is left.
  }
  for (const tell of listeners) tell();
}

/** Shows the toast of an action. */
export const addStartedAction = (id: string): void => change([...ids, id].slice(-SHOWN));

/** Closes it. */
export const closeAction = (id: string): void => change(ids.filter((other) => other !== id));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** The actions that this tab started and that are still to be seen, oldest first. */
export function useStartedActions(): readonly string[] {
  return useSyncExternalStore(subscribe, () => ids);
}
