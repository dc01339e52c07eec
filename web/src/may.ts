import type { PermissionPath } from '@taskdeck/server/permissions';
import { useQuery } from '@tanstack/react-query';
import type { Me } from './api.ts';
import { useTRPC } from './trpc.ts';

/** What a change concerns. A part that is left out is all there is of it; but for the queue of a task, which is its own. */
export interface Target {
  readonly task?: string | undefined;
  readonly queue?: string | undefined;
}

/** Whether whoever is signed in may call this procedure, on `target` where it concerns one. The server says so, and checks again. */
export type May = (path: PermissionPath, target?: Target) => boolean;

const isIn = (name: string | undefined, allowed: readonly string[] | null): boolean =>
  allowed === null || (name !== undefined && allowed.includes(name));

/**
 * `me`: as the server answers; undefined as long as it has not: then nothing may be called. `queueOf`: the queue of a task, undefined where it
 * is not known (yet).
 */
export function mayCall(
  me: Pick<Me, 'may' | 'scope'> | undefined,
  queueOf: (task: string) => string | undefined = () => undefined,
): May {
  return (path, target) => {
    if (me === undefined || !me.may.includes(path)) return false;
    if (target === undefined) return true;
    const { task, queue = task === undefined ? undefined : queueOf(task) } = target;
    return isIn(task, me.scope.tasks) && isIn(queue, me.scope.queues);
  };
}

/** What buttons are shown for: one that the server would refuse is not there. */
export function useMay(): May {
  const trpc = useTRPC();
  const me = useQuery(trpc.me.queryOptions()).data;
  // Only who is limited to queues has to know which task is in which.
  const isLimited = me !== undefined && me.scope.queues !== null;
  const catalog = useQuery(
    trpc.tasks.catalog.queryOptions(undefined, { staleTime: Infinity, enabled: isLimited }),
  ).data;
  return mayCall(me, (task) => catalog?.items.find(({ name }) => name === task)?.queue);
}

/** Why a form that is of use to readers too can't be sent; null: it can. `words` say who may, where it is for the role. */
export function useRefusal(path: PermissionPath, words: string, target?: Target): string | null {
  const me = useQuery(useTRPC().me.queryOptions()).data;
  const may = useMay();
  if (may(path, target)) return null;
  if (me?.readOnly === true) return 'This panel is read-only.';
  return may(path) ? 'Your role is limited to other tasks or queues.' : words;
}
