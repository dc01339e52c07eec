import { DeadLetterGroup, makeKeys, type Heartbeat } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { recorded, type FakeDockerDaemon } from '../fakes/docker-daemon.ts';
import { OOM, WORKER } from '../fakes/docker-daemon-events.ts';
import { OtherProgram } from './other-program.ts';

const keys = makeKeys();
const HOUR_MS = 3_600_000;

/**
 * A text that runs where it is taken for markup (the call says which one it was), turns the line around, and has no place to break.
 * No `/`, so that it can be a file's name as well.
 */
export const hostile = (place: string): string =>
  `<img src=x onerror="hit('${place}')">'"><svg onload=hit('${place}')>\u202E${'W'.repeat(60)}`;

/** Why a browser that shows `hostile(place)` as text finds it. */
export const markOf = (place: string): string => `hit('${place}')`;

/** A text of recorded answers, replaced wherever it stands. */
function swap(value: unknown, texts: Readonly<Record<string, string>>): unknown {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  return Object.entries(texts).reduce(
    (changed: unknown, [from, to]) =>
      JSON.parse(JSON.stringify(changed).replaceAll(from, inJson(to))),
    value,
  );
}

const Inspected = z.looseObject({ State: z.looseObject({}) });
const Rows = z.array(z.looseObject({ Id: z.string() }));

/** The recorded engine, as somebody hostile would name all that is in it; the worker is unhealthy, and was killed just now. */
export function fillDocker(docker: FakeDockerDaemon): void {
  const texts = {
    proto_backend: hostile('network'),
    // Not the worker's: what Docker itself would not take for a name has no history.
    'proto-redis-1': hostile('container'),
    'proto-app:dev': hostile('image'),
    '/run/secrets/redis_password': `/${hostile('mount')}`,
  };
  /** Of Compose: they stand before the engine's own names. */
  const labelled = (text: string, name: string, from: string, to: string) =>
    text.replaceAll(
      `"com.docker.compose.${name}":"${from}"`,
      `"com.docker.compose.${name}":${JSON.stringify(to)}`,
    );
  const labels = (value: unknown): unknown => {
    const text = labelled(
      JSON.stringify(swap(value, texts)),
      'service',
      'worker',
      hostile('service'),
    );
    return JSON.parse(labelled(text, 'network', 'backend', hostile('network')));
  };
  const rows = Rows.parse(labels(recorded('containers')));
  docker.containers = rows.map((row) =>
    row.Id === WORKER ? { ...row, Status: 'Up 2 minutes (unhealthy)' } : row,
  );
  docker.networks = labels(recorded('networks'));
  for (const name of ['backend', 'docker', 'frontend'])
    docker.setNetwork(labels(recorded(`network-${name}`)));
  const worker = Inspected.parse(labels(recorded('inspect-worker')));
  const Start = new Date(Date.now() - 1_000).toISOString();
  const Log = [{ Start, End: new Date().toISOString(), ExitCode: 1, Output: hostile('health') }];
  const Health = { Status: 'unhealthy', FailingStreak: 4, Log };
  docker.setDetails({ ...worker, State: { ...worker.State, Error: hostile('state'), Health } });
}

/** The worker's container runs out of memory and dies: events with hostile names. */
export function tellEvents(docker: FakeDockerDaemon): void {
  const now = Date.now();
  const names = { 'proto-app:dev': hostile('image') };
  docker.events.tell(
    ...OOM.map((event, i) => ({
      ...event,
      ...z.looseObject({ Actor: z.unknown() }).parse(swap(event, names)),
      time: Math.floor(now / 1_000),
      timeNano: (now + i) * 1_000_000,
    })),
  );
}

/** What programs print and leave: lines of the log, an error, a file. By name. */
export const PROGRAMS = {
  fine: `printf '%s\\n' ${quoted(hostile('log'))}; echo x > ${quoted(hostile('file'))}`,
  bad: `printf '%s\\n' ${quoted(hostile('error'))} >&2; exit 1`,
};

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A worker that says hostile things of itself, for an hour. */
export async function fillWorkers(redis: Redis): Promise<void> {
  const id = '01a205aa-8db4-7523-8382-4627e56a2cf7';
  const now = new Date().toISOString();
  const beat: Heartbeat = {
    id,
    host: hostile('host'),
    containerId: WORKER,
    pid: 1,
    version: hostile('version'),
    queues: [{ name: hostile('queue'), concurrency: 4 }],
    concurrency: 4,
    state: 'running',
    running: [{ id, task: hostile('task'), queue: hostile('queue'), since: now }],
    completed: 0,
    failed: 0,
    memoryBytes: 1,
    cpuPercent: 0,
    eventLoopLagMs: 0,
    startedAt: now,
    lastSeenAt: now,
  };
  await redis.set(keys.worker(id), JSON.stringify(beat), 'PX', HOUR_MS);
  await redis.zadd(keys.workers, Date.now(), id);
}

const keyOf = async (redis: Redis, id: string): Promise<string> =>
  keys.bullKey((await redis.hget(keys.jobQueues, id)) ?? '', id);

export async function hasEnded(redis: Redis, id: string): Promise<boolean> {
  return (await redis.hexists(await keyOf(redis, id), 'finishedOn')) === 1;
}

/** What only somebody with a Redis client can make of our jobs: hostile input, result and stack of one that ended, words of one that runs. */
export async function fillJobs(
  redis: Redis,
  jobs: { readonly done: string; readonly failed: string; readonly active: string },
): Promise<void> {
  const done = await keyOf(redis, jobs.done);
  const data = z.looseObject({}).parse(JSON.parse((await redis.hget(done, 'data')) ?? '{}'));
  const input = { [hostile('field')]: hostile('input') };
  await redis.hset(done, 'data', JSON.stringify({ ...data, input }));
  await redis.hset(done, 'returnvalue', JSON.stringify({ of: hostile('result') }));
  await redis.hset(await keyOf(redis, jobs.failed), {
    failedReason: hostile('reason'),
    stacktrace: JSON.stringify([hostile('stack')]),
  });
  for (const [group, text] of Object.entries(await redis.hgetall(keys.deadLetterGroups)))
    await redis.hset(
      keys.deadLetterGroups,
      group,
      JSON.stringify({ ...DeadLetterGroup.parse(JSON.parse(text)), message: hostile('cause') }),
    );
  const progress = { current: 1, total: 3, message: hostile('progress') };
  await redis.hset(await keyOf(redis, jobs.active), 'progress', JSON.stringify(progress));
}

/** A queue of another program in which everything is hostile; the address of its failed job. */
export async function fillForeignQueue(
  url: string,
): Promise<{ readonly program: OtherProgram; readonly address: string; readonly job: string }> {
  const program = new OtherProgram(url, hostile('foreign-queue'));
  const { redis, queue } = program;
  const job = await program.add(
    hostile('foreign-job'),
    { [hostile('foreign-field')]: hostile('foreign-data') },
    { jobId: hostile('foreign-id') },
  );
  const key = `bull:${queue.name}:${job}`;
  await redis.hset(key, {
    failedReason: hostile('foreign-error'),
    stacktrace: JSON.stringify([hostile('foreign-stack')]),
    progress: JSON.stringify(hostile('foreign-progress')),
    returnvalue: JSON.stringify(hostile('foreign-result')),
    finishedOn: Date.now(),
  });
  await redis.rpush(`${key}:logs`, hostile('foreign-log'));
  await redis.lrem(`bull:${queue.name}:wait`, 0, job);
  await redis.zadd(`bull:${queue.name}:failed`, Date.now(), job);
  return { program, address: `bull:${queue.name}`, job };
}
