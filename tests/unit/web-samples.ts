import { UNLIMITED } from '@taskdeck/server/auth/scope';
import { callable } from '@taskdeck/server/permissions';
import type { Role } from '@taskdeck/server/schemas/session';
import type {
  Container,
  Containers,
  DeadLetters,
  Job,
  JobRow,
  Stats,
  Worker,
} from '../../web/src/api.ts';
import { mayCall, type May } from '../../web/src/may.ts';

/** Ordinary answers of the server, for the tests of what the panel makes of them; each takes what is special about it. */
export const NOW = Date.parse('2026-01-01T12:00:00.000Z');
export const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
export const MIB = 1024 ** 2;

export function stats(more: Partial<Stats> = {}, totals: Partial<Stats['totals']> = {}): Stats {
  const none = { p50: null, p95: null, p99: null };
  return {
    at: ago(0),
    queues: [],
    deadLetters: 0,
    totals: {
      waiting: 0,
      prioritized: 0,
      delayed: 0,
      'waiting-children': 0,
      active: 0,
      completed: 0,
      failed: 0,
      ...totals,
    },
    rates: {
      windowMs: 300_000,
      addedPerMinute: 0,
      completedPerMinute: 0,
      failedPerMinute: 0,
    },
    waitMs: none,
    runMs: none,
    workers: { up: 3, slots: 12, busy: 0 },
    oldestWaitingAt: null,
    ...more,
  };
}

export function container(more: Partial<Container> = {}): Container {
  return {
    id: 'c1',
    host: null,
    name: 'shop-worker-1',
    service: 'worker',
    replica: 1,
    image: 'worker',
    state: 'running',
    health: 'healthy',
    done: false,
    createdAt: ago(3_601),
    startedAt: ago(3_600),
    finishedAt: null,
    restarts: 0,
    exitCode: null,
    oomKilled: false,
    cpu: { cores: 0.5, limitCores: 1, percentOfLimit: 50, throttledPercent: 0 },
    memory: {
      usedBytes: 100 * MIB,
      limitBytes: 512 * MIB,
      reservationBytes: 256 * MIB,
      percentOfLimit: 20,
    },
    pids: { current: 10, limit: 128 },
    io: { receivedPerSecond: 0, sentPerSecond: 0, readPerSecond: 0, writtenPerSecond: 0 },
    failingStreak: 0,
    probedAt: null,
    networks: [],
    ...more,
  };
}

export const engine = {
  state: 'connected',
  reason: null,
  version: '28.5.2',
  apiVersion: '1.51',
  name: 'build-02',
  cpus: 8,
  memoryBytes: 16 * 1024 * MIB,
  project: 'shop',
  kind: 'docker',
  rootless: false,
  cgroups: '2',
} as const;
export const containers = (...items: Container[]): Containers => ({
  engine,
  at: ago(1),
  items,
  engines: [],
});

export function worker(more: Partial<Worker> = {}): Worker {
  return {
    id: 'w1',
    host: 'abc',
    containerId: 'c1',
    pid: 7,
    version: '0.1.0',
    queues: ['default'],
    slots: [{ queue: 'default', concurrency: 4 }],
    concurrency: 4,
    state: 'running',
    running: [],
    completed: 0,
    failed: 0,
    memoryBytes: 0,
    cpuPercent: 0,
    eventLoopLagMs: 0,
    startedAt: ago(60),
    lastSeenAt: ago(1),
    container: { name: 'shop-worker-1', service: 'worker', replica: 1 },
    ...more,
  };
}

/** A group of dead letters. */
export function failures(
  fingerprint: string,
  more: Partial<DeadLetters['items'][number]> = {},
): DeadLetters['items'][number] {
  return {
    fingerprint,
    task: 'notify',
    queue: 'notifications',
    code: 'TASK_FAILED',
    message: 'connect ECONNREFUSED <n>',
    count: 1,
    firstAt: ago(200),
    lastAt: ago(100),
    newestId: 'a',
    ...more,
  };
}

/** A job that waits, as a list shows it. */
export function jobRow(more: Partial<JobRow> = {}): JobRow {
  return {
    id: 'a',
    task: 'sleep',
    queue: 'default',
    state: 'prioritized',
    priority: 'medium',
    progress: null,
    error: null,
    attemptsMade: 0,
    maxAttempts: 3,
    submittedAt: ago(60),
    runAt: null,
    startedAt: null,
    finishedAt: null,
    worker: null,
    tags: [],
    logLines: 0,
    cancel: null,
    ...more,
  };
}

/** The same as its page shows it. */
export function job(more: Partial<Job> = {}): Job {
  return {
    ...jobRow(),
    input: {},
    result: null,
    container: null,
    attempts: [],
    error: null,
    requestId: null,
    submittedBy: 'mira',
    timeoutMs: null,
    softTimeoutMs: null,
    backoff: null,
    scheduleId: null,
    parent: null,
    ...more,
  };
}

/** What the panel lets somebody of this role do, by the server's own table. */
export function mayAs(role: Role, readOnly = false, scope = UNLIMITED): May {
  const may = callable({ name: 'mira', role, via: 'session', proofId: null, scope, readOnly });
  return mayCall({ may, scope }, (task) => (task === 'monte-carlo' ? 'heavy' : 'default'));
}
