import type { Keys, SecretBox } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import type { DockerEngine } from '../docker/docker-engine.ts';
import { makeHardening } from '../hardening/hardening.ts';
import type { PanelSettings } from '../hardening/panel-settings.ts';
import type { Board } from '../live/board.ts';
import type { Look } from '../live/collect-stats.ts';
import type { Hub } from '../live/hub.ts';
import { workerView } from '../live/worker-view.ts';
import type { ForeignQueues } from '../queue/foreign/foreign-queues.ts';
import { callable } from '../permissions.ts';
import type { JobQueue } from '../queue/job-queue.ts';
import type { QueueControls } from '../queue/queue-controls.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { AccountStore } from '../redis/account-store.ts';
import type { AuditStore } from '../redis/audit-store.ts';
import type { TokenStore } from '../redis/token-store.ts';
import type { ActionStore } from '../redis/action-store.ts';
import { readHeartbeats, type KnownWorker } from '../redis/heartbeats.ts';
import type { HealthStore } from '../redis/health-store.ts';
import type { ProbeStore } from '../redis/probe-store.ts';
import type { ScheduleStore } from '../redis/schedule-store.ts';
import type { Series } from '../redis/series.ts';
import type { TimelineStore } from '../redis/timeline-store.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { Containers } from '../schemas/container.ts';
import type { Networks } from '../schemas/network.ts';
import type { StackDay } from '../schemas/stack-day.ts';
import { makeAuditServices } from './audit.ts';
import { makeAccounts } from './accounts.ts';
import { makeActions } from './actions.ts';
import { makeBulk } from './bulk.ts';
import { makeCatalog } from './catalog.ts';
import { makeForeign } from './foreign.ts';
import { makeFlow } from './flow.ts';
import { makeHealth } from './health.ts';
import { makeHistory } from './history.ts';
import { makeJobServices } from './job-services.ts';
import { makeLive } from './live.ts';
import { makeSchedules } from './schedules.ts';
import { makeQueues } from './queues.ts';
import type { Services } from './services.ts';
import { makeStack } from './stack.ts';
import { makeTokens } from './tokens.ts';
import { makeSubmit } from './submit.ts';
import { makeWorkerControls } from './worker-controls.ts';

interface ServiceParts {
  readonly queue: JobQueue;
  readonly queueControls: QueueControls;
  readonly foreign: ForeignQueues;
  readonly foreignWritable: boolean;
  readonly redis: Redis;
  readonly keys: Keys;
  readonly series: Series;
  /** Of containers; made with `USAGE_STEPS`. */
  readonly usageSeries: Series;
  readonly healthStore: HealthStore;
  readonly collectDay: (containers: Containers) => Promise<StackDay>;
  readonly board: Board;
  readonly hub: Hub;
  readonly actions: ActionStore;
  /** Begins a stored action on this replica. */
  readonly beginAction: (id: string) => void;
  readonly schedules: ScheduleStore;
  readonly scheduleWatcher: { readonly heard: number };
  readonly collect: (workers: readonly KnownWorker[]) => Promise<Look>;
  /** Asked only while this replica has no snapshot yet. */
  readonly docker: DockerEngine;
  readonly probes: ProbeStore;
  readonly sampleNetworks: () => Promise<Networks>;
  readonly timelineStore: TimelineStore;
  readonly accounts: AccountStore;
  readonly sessions: Sessions;
  readonly tokens: TokenStore;
  readonly auditStore: AuditStore;
  readonly panel: PanelSettings;
  readonly secrets: SecretBox;
  readonly newId: () => string;
  readonly now: () => number;
  readonly version: string;
}

/** A snapshot of the sampler younger than this answers a call as well as a new look. */
const FRESH_MS = 1_500;

export function makeServices(parts: ServiceParts): Services {
  const { queue, redis, keys, board, now, version } = parts;
  const heartbeats = () => withRedis(readHeartbeats(redis, keys));
  const look = async () => (await withRedis(parts.collect(await heartbeats()))).stats;
  const submit = makeSubmit(parts);
  const history = makeHistory(parts.series, now);
  const actions = makeActions({ ...parts, store: parts.actions, begin: parts.beginAction });
  return {
    ...makeJobServices(queue, board, parts.timelineStore),
    actions,
    catalog: makeCatalog(),
    flow: makeFlow(queue),
    submit,
    bulk: makeBulk(parts, submit),
    schedules: makeSchedules({
      ...parts,
      store: parts.schedules,
      watcher: parts.scheduleWatcher,
      submit,
    }),
    foreign: makeForeign({ queues: parts.foreign, writable: parts.foreignWritable, now }),
    accounts: makeAccounts(parts),
    tokens: makeTokens(parts),
    audit: makeAuditServices({ audit: parts.auditStore }),
    stack: makeStack(parts),
    queues: makeQueues({ controls: parts.queueControls, actions, look }),
    controlWorker: makeWorkerControls({ redis, keys, board, heartbeats }),
    async stats() {
      if (board.stats !== null && now() - Date.parse(board.stats.at) < FRESH_MS) return board.stats;
      return look();
    },
    history: (range) => withRedis(history(range)),
    async workers() {
      const known = await heartbeats();
      return { items: known.map((worker) => workerView(worker, board.containers)) };
    },
    containers: async () => board.containers ?? parts.docker.snapshot(),
    networks: async () => board.networks ?? parts.sampleNetworks(),
    async probeNetworks() {
      await withRedis(parts.probes.ask(parts.newId()));
      return { probedAt: board.networks?.probedAt ?? null };
    },
    hardening: makeHardening(parts),
    health: makeHealth({ redis, keys, board, version }),
    me: (actor) => ({
      name: actor.name,
      role: actor.role,
      may: callable(actor),
      scope: actor.scope,
      readOnly: actor.readOnly,
      version,
      project: board.containers?.engine.project ?? null,
    }),
    live: makeLive(parts),
  };
}
