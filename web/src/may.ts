import type { PermissionPath } from '@taskdeck/server/permissions';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from './trpc.ts';

/** Whether whoever is signed in may call this procedure. The server's one table says so, and the server checks again. */
export type May = (path: PermissionPath) => boolean;

/** `calls`: the procedures that the server names in `me.may`; undefined as long as it has not answered: then nothing may be called. */
export const mayCall =
  (calls: readonly string[] | undefined): May =>
  (path) =>
    calls?.includes(path) === true;

/** What buttons are shown for: one that the server would refuse is not there. */
export function useMay(): May {
  return mayCall(useQuery(useTRPC().me.queryOptions()).data?.may);
}

/** Why a form that is of use to readers too can't be sent; null: it can. `words` say who may, where it is for the role. */
export function useRefusal(path: PermissionPath, words: string): string | null {
  const me = useQuery(useTRPC().me.queryOptions()).data;
  if (mayCall(me?.may)(path)) return null;
  return me?.readOnly === true ? 'This panel is read-only.' : words;
}
