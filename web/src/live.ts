import type { AppRouter } from '@taskdeck/server/router';
import type { Job, JobPage, JobRow, Timeline, TimelineEvent } from './api.ts';
import type { LiveEvent } from '@taskdeck/server/schemas/live';
import type { InfiniteData, Query, QueryClient } from '@tanstack/react-query';
import type { TRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { askAgain, whenAnswered } from './ask-again.ts';
import type { ConnectionStore } from './connection.ts';
import { isRecord } from './is-record.ts';
import { needsRefetch, patchJob, patchPage, type JobChanges, type RowFilter } from './live-jobs.ts';
import { applyStack } from './live-stack.ts';
import { followTimeline } from './live-timeline.ts';
import type { TrpcClient } from './trpc.ts';

type JobsEvent = Extract<LiveEvent, { type: 'jobs' }>;
/** Hears of every batch of changed jobs and of what happened to containers, after the cache has them. */
export type LiveListener = (event: Extract<LiveEvent, { type: 'jobs' | 'timeline' }>) => void;

/** What the live path works on. */
interface LivePorts {
  client: TrpcClient;
  trpc: TRPCOptionsProxy<AppRouter>;
  queryClient: QueryClient;
  connection: ConnectionStore;
  listeners: ReadonlySet<LiveListener>;
}

type Cache = Pick<LivePorts, 'trpc' | 'queryClient'>;

const isPages = (data: unknown): data is InfiniteData<JobPage> =>
  isRecord(data) && Array.isArray(data['pages']);
const isPage = (data: unknown): data is JobPage => isRecord(data) && Array.isArray(data['items']);
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** The filter that a cached list was fetched with: the second part of its key holds the procedure's input. */
function filterOf(query: Query): RowFilter {
  const part = query.queryKey[1];
  const input = isRecord(part) && isRecord(part['input']) ? part['input'] : {};
  return {
    state: textOf(input['state']),
    task: textOf(input['task']),
    queue: textOf(input['queue']),
    q: textOf(input['q']),
    tag: textOf(input['tag']),
    dead: input['dead'] === true,
    fingerprint: textOf(input['fingerprint']),
  };
}

function patchList({ queryClient }: Cache, query: Query, changes: JobChanges): void {
  const filter = filterOf(query);
  queryClient.setQueryData(query.queryKey, (data: unknown) => {
    if (isPage(data)) return patchPage(data, changes, filter);
    if (!isPages(data)) return undefined;
    const pages = data.pages.map((page) => patchPage(page, changes, filter));
    return pages.every((page, i) => page === data.pages[i]) ? data : { ...data, pages };
  });
}

function patchOne({ trpc, queryClient }: Cache, row: JobRow): void {
  const queryKey = trpc.tasks.get.queryKey({ id: row.id });
  const state = queryClient.getQueryState<Job>(queryKey);
  if (state === undefined) return;
  const { data: job } = state;
  // An answer under way may be older than this event.
  if (job === undefined) return askAgain(queryClient, queryKey);
  const stale = needsRefetch(job, row);
  queryClient.setQueryData(queryKey, patchJob(job, row));
  if (stale) void queryClient.invalidateQueries({ queryKey });
}

function applyJobs(cache: Cache, event: JobsEvent): void {
  const { trpc, queryClient } = cache;
  const changes = {
    rows: new Map(event.rows.map((row) => [row.id, row])),
    removed: new Set(event.removed),
  };
  for (const query of queryClient
    .getQueryCache()
    .findAll({ queryKey: trpc.tasks.list.pathKey() })) {
    patchList(cache, query, changes);
    whenAnswered(query, () => patchList(cache, query, changes));
  }
  for (const row of event.rows) patchOne(cache, row);
  for (const id of event.removed)
    void queryClient.invalidateQueries({ queryKey: trpc.tasks.get.queryKey({ id }) });
  if (event.dropped) askAgain(queryClient, trpc.tasks.pathKey());
}

/** Events that a short list shows unless it says otherwise: the server's own default. */
const TIMELINE_LIMIT = 50;

/** Short lists follow along; long ones, which are read page by page, announce what is new themselves. */
function applyTimeline({ trpc, queryClient }: Cache, events: readonly TimelineEvent[]): void {
  const cached = queryClient.getQueryCache().findAll({ queryKey: trpc.stack.timeline.queryKey() });
  for (const query of cached) {
    const part = query.queryKey[1];
    const input = isRecord(part) && isRecord(part['input']) ? part['input'] : {};
    const filter = {
      container: textOf(input['container']),
      service: textOf(input['service']),
      from: textOf(input['from']),
      to: textOf(input['to']),
    };
    const limit = typeof input['limit'] === 'number' ? input['limit'] : TIMELINE_LIMIT;
    const follow = () =>
      queryClient.setQueryData<Timeline>(
        query.queryKey,
        (page) => page && followTimeline(page, events, filter, limit),
      );
    follow();
    whenAnswered(query, follow);
  }
}

/** What is typed into a form, and previewed, is not theirs. */
const schedulesOf = ({ trpc }: Cache) => [
  trpc.schedules.list.queryKey(),
  trpc.schedules.get.pathKey(),
];

/** Asks anew for what only events keep true: before the stream began anything may have happened. */
function askForFollowed(cache: Cache): void {
  const { trpc, queryClient } = cache;
  for (const queryKey of [
    ...schedulesOf(cache),
    trpc.tasks.pathKey(),
    trpc.deadLetters.queryKey(),
    trpc.networks.queryKey(),
    trpc.stack.pathKey(),
    trpc.hardening.queryKey(),
  ])
    askAgain(queryClient, queryKey);
}

/** Writes one event into the cache. */
function applyLiveEvent(cache: Cache, event: LiveEvent): void {
  const { trpc, queryClient } = cache;
  switch (event.type) {
    case 'hello':
      if (event.stats) queryClient.setQueryData(trpc.stats.queryKey(), event.stats);
      if (event.workers) queryClient.setQueryData(trpc.workers.queryKey(), event.workers);
      if (event.containers) queryClient.setQueryData(trpc.containers.queryKey(), event.containers);
      return;
    case 'stats':
      queryClient.setQueryData(trpc.stats.queryKey(), event.stats);
      return;
    case 'workers':
      queryClient.setQueryData(trpc.workers.queryKey(), event.workers);
      return;
    case 'containers':
    case 'networks':
    case 'day':
    case 'access':
    case 'swarm':
    case 'facts':
      return applyStack(cache, event);
    case 'timeline':
      applyTimeline(cache, event.events);
      return;
    case 'jobs':
      applyJobs(cache, event);
      return;
    case 'action':
      queryClient.setQueryData(trpc.actions.get.queryKey({ id: event.action.id }), event.action);
      return;
    case 'schedules':
      for (const queryKey of schedulesOf(cache)) askAgain(queryClient, queryKey);
      return;
    case 'tick':
  }
}

/** Waits between attempts to open the stream anew, in ms; the browser itself reconnects what merely broke off. */
const REOPEN_MS = [500, 1_000, 2_000, 4_000, 8_000] as const;

/** Opens the tab's one stream and keeps it open until the function that it returns is called. */
export function startLive(ports: LivePorts): () => void {
  const { client, trpc, queryClient, connection, listeners } = ports;
  let stopped = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stream: { unsubscribe: () => void } | undefined;

  // What failed while something was away is asked for again, so that no error outlives its cause.
  const recover = () =>
    void queryClient.refetchQueries({ predicate: (query) => query.state.status === 'error' });
  const receive = (event: LiveEvent) => {
    failures = 0;
    connection.heard();
    if (event.type === 'tick') {
      const wasDown = connection.read().redisDownSince !== null;
      connection.redis(event.redis);
      if (wasDown && event.redis === 'up') recover();
    }
    if (event.type === 'hello') {
      recover();
      connection.server(event.version);
      askForFollowed(ports);
    }
    applyLiveEvent(ports, event);
    if (event.type === 'jobs' || event.type === 'timeline')
      for (const tell of listeners) tell(event);
  };
  const reopen = () => {
    if (stopped) return;
    connection.broke();
    const wait = REOPEN_MS[Math.min(failures, REOPEN_MS.length - 1)] ?? 8_000;
    failures += 1;
    clearTimeout(timer);
    timer = setTimeout(open, wait);
    // A refused stream does not say why; this question does, and leads to the sign-in page if that is the reason.
    void queryClient.invalidateQueries({ queryKey: trpc.me.queryKey() });
  };
  function open(): void {
    stream?.unsubscribe();
    let ended = false;
    const end = () => {
      if (ended) return;
      ended = true;
      reopen();
    };
    stream = client.live.subscribe(undefined, {
      onData: receive,
      onConnectionStateChange: (change) => {
        if (!stopped && !ended && change.state === 'connecting' && change.error) connection.broke();
      },
      onError: end,
      onStopped: end,
      onComplete: end,
    });
  }
  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    stream?.unsubscribe();
    connection.stop();
  };
}
