import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { ConnectionStore, type Connection } from './connection.ts';
import { startLive, type LiveListener } from './live.ts';
import { useTRPC, useTRPCClient } from './trpc.ts';

interface Live {
  connection: ConnectionStore;
  listeners: Set<LiveListener>;
}

const LiveContext = createContext<Live | null>(null);

function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error('Live hooks work inside <LiveProvider> only');
  return live;
}

/** Holds the tab's one live stream open; everything below may use the hooks of this file. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [live] = useState<Live>(() => ({
    connection: new ConnectionStore(),
    listeners: new Set(),
  }));
  useEffect(
    () => startLive({ client, trpc, queryClient, ...live }),
    [client, trpc, queryClient, live],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** How the stream is doing. Renders again only when that changes, not with every event. */
export function useConnection(): Connection {
  const { connection } = useLive();
  return useSyncExternalStore(connection.subscribe, connection.read);
}

/** Whether nothing comes over the stream: what is known of containers is from before. Docker is asked whether or not Redis answers. */
export function useIsCutOff(): boolean {
  const { state } = useConnection();
  return state === 'stale' || state === 'offline';
}

/** Whether what is on the page is now, not from before: the stream is live and Redis answers. */
export function useIsLive(): boolean {
  const { redisDownSince } = useConnection();
  return !useIsCutOff() && redisDownSince === null;
}

/** Calls `listener` for every event of that kind, after the cache has it. */
function useLiveEvents(listener: LiveListener): void {
  const { listeners } = useLive();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    const tell: LiveListener = (event) => latest.current(event);
    listeners.add(tell);
    return () => {
      listeners.delete(tell);
    };
  }, [listeners]);
}

type Heard<T extends 'jobs' | 'timeline'> = Extract<Parameters<LiveListener>[0], { type: T }>;

/** Calls `listener` for every batch of changed jobs, after the cached lists and jobs have been patched. For counting what is new. */
export function useJobEvents(listener: (event: Heard<'jobs'>) => void): void {
  useLiveEvents((event) => {
    if (event.type === 'jobs') listener(event);
  });
}

/** Calls `listener` for what happened to containers, newest last, after cached short lists have it. For counting what is new. */
export function useTimelineEvents(listener: (event: Heard<'timeline'>) => void): void {
  useLiveEvents((event) => {
    if (event.type === 'timeline') listener(event);
  });
}
