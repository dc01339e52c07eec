import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../../trpc.ts';

/** Who is signed in where: one's own sessions, and everybody's for an admin. */
export function useSessions() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const query = useQuery(trpc.sessions.list.queryOptions());
  const end = useMutation(
    trpc.sessions.end.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.sessions.pathFilter()),
    }),
  );
  return { query, end };
}
export type Sessions = ReturnType<typeof useSessions>;
