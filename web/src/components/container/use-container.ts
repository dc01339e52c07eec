import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Container, ContainerDetail, Containers, Worker } from '../../api.ts';
import { errorWords, type ErrorWords } from '../../errors.ts';
import { useTRPC } from '../../trpc.ts';
import { isAnswering } from '../containers/engine-of.ts';

/** What the page of one container has to show. */
interface ContainerNow {
  /** With the newest figures; undefined: not known (yet). Of a container that is gone: as it was last. */
  readonly item: ContainerDetail | undefined;
  /** Docker answers, and it is not among its containers. */
  readonly isGone: boolean;
  /** What has its place now, once it is gone; undefined: nothing. */
  readonly successor: Container | undefined;
  readonly containers: Containers | undefined;
  /** The worker in it; undefined: there is none, or it is not known. */
  readonly worker: Worker | undefined;
  /** Why it could not be asked for; null where it could, or where it is gone. */
  readonly error: ErrorWords | null;
  readonly shownFrom: number;
  /** Neither it nor a reason is there yet. */
  readonly isPending: boolean;
  retry(): void;
}

const isRefused = ({ code }: ErrorWords): boolean =>
  code === 'NOT_FOUND' || code === 'INPUT_INVALID';

/** What the live stream tells of it replaces what was asked for; an exit code's words hold only as long as it is ended. */
function newest(
  detail: ContainerDetail | undefined,
  live: Container | undefined,
): ContainerDetail | undefined {
  if (detail === undefined || live === undefined) return detail;
  const exitWords = live.finishedAt === detail.finishedAt ? detail.exitWords : null;
  return { ...detail, ...live, exitWords };
}

/** One container, followed live. */
export function useContainer(id: string): ContainerNow {
  const trpc = useTRPC();
  const detail = useQuery(trpc.stack.container.queryOptions({ id }));
  const list = useQuery(trpc.containers.queryOptions());
  const workers = useQuery(trpc.workers.queryOptions());
  const { data: containers } = list;
  const { data: last, refetch } = detail;
  const live = containers?.items.find((other) => other.id === id);
  // Why it ended is only in the details; one that could not be found may have come meanwhile.
  const turn = live && `${live.state} ${live.startedAt} ${live.finishedAt}`;
  useEffect(() => {
    if (turn !== undefined) void refetch();
  }, [turn, refetch]);
  const error = detail.error && errorWords(detail.error);
  const refused = error !== null && isRefused(error);
  const host = last ?? { host: null };
  const answers = containers !== undefined && isAnswering(containers, host);
  const left = last !== undefined && list.dataUpdatedAt > detail.dataUpdatedAt;
  const isGone = answers && live === undefined && (refused || left);
  return {
    item: newest(last, live),
    isGone,
    successor:
      isGone && last !== undefined
        ? containers.items.find((other) => other.host === last.host && other.name === last.name)
        : undefined,
    containers,
    worker: workers.data?.items.find(({ containerId }) => containerId === id),
    error: refused ? null : error,
    shownFrom: detail.dataUpdatedAt,
    isPending: detail.isPending || (refused && containers === undefined),
    retry: () => void refetch(),
  };
}
