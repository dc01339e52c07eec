import { ActionRunner } from '@taskdeck/server/actions/action-runner';
import type { OidcSettings } from '@taskdeck/server/auth/oidc';
import { UNLIMITED, type Scope } from '@taskdeck/server/auth/scope';
import { buildApp } from '@taskdeck/server/app';
import { makeAuth } from '@taskdeck/server/auth/auth';
import { makeBoard } from '@taskdeck/server/live/board';
import { makeStatsCollector } from '@taskdeck/server/live/collect-stats';
import { makeNetworksCollector } from '@taskdeck/server/live/collect-networks';
import { makeHub } from '@taskdeck/server/live/hub';
import { makeStackHistory } from '@taskdeck/server/live/stack-history';
import { makeActionStore } from '@taskdeck/server/redis/action-store';
import { makeProbeStore } from '@taskdeck/server/redis/probe-store';
import { makeTimelineStore } from '@taskdeck/server/redis/timeline-store';
import { makeScheduleStore } from '@taskdeck/server/redis/schedule-store';
import { makeForeignQueues } from '@taskdeck/server/queue/foreign/bullmq-foreign-queues';
import { makeSeries } from '@taskdeck/server/redis/series';
import { parseRules } from '@taskdeck/server/isolation/parse-rules';
import { makeServices } from '@taskdeck/server/services/make-services';
import { makeKeys, makeSecretBox } from '@taskdeck/tasks';
import type { InjectOptions } from 'fastify';
import type { Redis } from 'ioredis';
import RedisMock from 'ioredis-mock';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { FakeDockerEngine } from '../fakes/docker-engine.ts';
import { FakeJobQueue } from '../fakes/job-queue.ts';
import { FakeQueueControls } from '../fakes/queue-controls.ts';

export const TOKEN = 'an-operators-token-for-tests';
/** Where browsers reach the app of a test. */
export const PUBLIC_URL = 'http://localhost:8080';
export const BEARER = { authorization: `Bearer ${TOKEN}` };

/** The whole server in process, with the queue and Docker as fakes and our own keys in a mocked Redis, unless a test brings a real one. */
export async function makeTestApp({
  artifactsDir = null,
  rules = '',
  readOnly = false,
  oidc = null,
  operators = UNLIMITED,
  secretsKey = 'a key for the secrets of these tests',
  now = Date.now,
  publicUrl = PUBLIC_URL,
  allowedHosts = [],
  accountRateLimit = 0,
  redis: realRedis,
}: {
  artifactsDir?: string | null;
  rules?: string;
  readOnly?: boolean;
  oidc?: OidcSettings | null;
  operators?: Scope;
  secretsKey?: string | null;
  now?: () => number;
  publicUrl?: string;
  allowedHosts?: readonly string[];
  accountRateLimit?: number;
  redis?: Redis;
} = {}) {
  const log = pino({ level: 'silent' });
  // Each mock has its own data: without that, files that run at once would share it.
  const redis = realRedis ?? new RedisMock({ keyPrefix: '', db: 0, host: uuidv7() });
  const keys = makeKeys();
  const queue = new FakeJobQueue();
  const docker = new FakeDockerEngine();
  const series = makeSeries(redis, keys, now);
  const hub = makeHub();
  const board = makeBoard(hub, now);
  const collect = makeStatsCollector({ queue, series, now });
  const version = '9.9.9';
  const probes = makeProbeStore(redis, keys);
  const parsed = parseRules(rules);
  const sampleNetworks = makeNetworksCollector({ docker, rules: parsed, probes, log, now });
  const foreign = makeForeignQueues({ redis, keys, log, now, prefixes: [] });
  const schedules = makeScheduleStore(redis, keys);
  const actions = makeActionStore(redis, keys);
  const actionRunner = new ActionRunner({ store: actions, queue, replica: 'test', log, now });
  const timelineStore = makeTimelineStore(redis, keys);
  const history = makeStackHistory({ redis, keys, docker, board, timelineStore, now });
  const auth = makeAuth({ redis, keys, log, now, oidc, publicUrl: PUBLIC_URL });
  const { sessions } = auth;
  const services = makeServices({
    secrets: makeSecretBox(secretsKey),
    actions,
    beginAction: (id) => actionRunner.begin(id),
    schedules,
    scheduleWatcher: { heard: 0 },
    queue,
    queueControls: new FakeQueueControls(queue),
    redis,
    keys,
    series,
    board,
    hub,
    collect,
    now,
    version,
    docker,
    ...auth,
    panel: {
      publicUrl: 'http://localhost:8080',
      secure: false,
      readOnly,
      tokenLength: TOKEN.length,
      redisPassword: true,
    },
    sampleNetworks,
    probes,
    newId: uuidv7,
    foreign,
    foreignWritable: false,
    timelineStore,
    ...history,
  });
  const app = await buildApp({
    services,
    ...auth,
    secure: publicUrl.startsWith('https:'),
    version,
    log,
    token: TOKEN,
    readOnly,
    operators,
    publicUrl,
    allowedHosts,
    accountRateLimit,
    now,
    webRoot: null,
    artifactsDir,
    trustProxy: false,
  });

  return {
    app,
    queue,
    docker,
    redis,
    keys,
    stackRecorder: history.stackRecorder,
    timelineStore,
    hub,
    board,
    sessions,
    /** A request of a program that has the operator's token; the body is sent as JSON. */
    async call(
      method: 'GET' | 'POST' | 'PUT' | 'DELETE',
      url: string,
      body?: unknown,
      headers: Record<string, string> = BEARER,
    ) {
      const options: InjectOptions = { method, url, headers };
      if (body !== undefined) {
        options.payload = JSON.stringify(body);
        options.headers = { 'content-type': 'application/json', ...headers };
      }
      const response = await app.inject(options);
      const text = response.body;
      return {
        status: response.statusCode,
        headers: response.headers,
        body: text === '' ? null : JSON.parse(text),
      };
    },
    /** The cookie of a fresh session of an admin. */
    async signIn(): Promise<string> {
      const who = { name: 'admin', role: 'admin', address: null, agent: null } as const;
      return `taskdeck_session=${await sessions.begin(who)}`;
    },
    close: async () => {
      await actionRunner.stop();
      hub.close();
      await app.close();
      redis.disconnect();
    },
  };
}
export type TestApp = Awaited<ReturnType<typeof makeTestApp>>;
