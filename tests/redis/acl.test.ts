import { type Keys, makeKeys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StackRedis } from '../support/acl.ts';

const keys = makeKeys();
const ID = '01a20715-324c-7000-8003-a98b1fcdb419';

let stack: StackRedis;
let admin: Redis;
beforeAll(async () => {
  stack = await StackRedis.create();
  await stack.makeSecrets({ QUEUE_PREFIXES: ' bull, odd*[,a b ' });
  await stack.start();
  admin = await stack.as('admin');
});
afterAll(() => stack.remove());

/** Whether the user may, by the rules of Redis itself; nothing is carried out. */
const may = async (user: string, ...command: string[]): Promise<boolean> =>
  (await admin.call('ACL', 'DRYRUN', user, ...command)) === 'OK';

type Access = 'none' | 'read' | 'write';
/** What a user may do to a key; `write` is both. */
async function access(user: string, key: string): Promise<Access> {
  const reads = await may(user, 'GET', key);
  const writes = await may(user, 'SET', key, 'x');
  // A script is given its keys for both.
  expect(await may(user, 'EVAL', 'return 1', '1', key)).toBe(reads && writes);
  expect(!writes || reads).toBe(true);
  return writes ? 'write' : reads ? 'read' : 'none';
}

/** Every key, an example where it has a name in it, and what workers may do to it. A new one has to be decided here and in redis/users.sh. */
const WORKER: Record<
  Exclude<keyof Keys, 'snapshots' | 'cancels' | 'workerControls'>,
  readonly [key: string, access: Access]
> = {
  bull: [`${keys.bull}:default:meta`, 'write'],
  bullKey: [keys.bullKey('default', ID), 'write'],
  bullLock: [keys.bullLock('default', ID), 'write'],
  jobQueues: [keys.jobQueues, 'write'],
  jobs: [keys.jobs, 'write'],
  jobsOfTask: [keys.jobsOfTask('sleep'), 'write'],
  jobsOfTag: [keys.jobsOfTag('a'), 'write'],
  jobTags: [keys.jobTags, 'write'],
  jobLog: [keys.jobLog('default', ID), 'write'],
  deadLetters: [keys.deadLetters, 'write'],
  deadLettersOf: [keys.deadLettersOf('f'), 'write'],
  deadLetterGroups: [keys.deadLetterGroups, 'write'],
  worker: [keys.worker(ID), 'write'],
  workers: [keys.workers, 'write'],
  workerControl: [keys.workerControl(ID), 'read'],
  taskValue: [keys.taskValue('model'), 'write'],
  totals: [keys.totals('default'), 'write'],
  cancel: [keys.cancel(ID), 'write'],
  probePlan: [keys.probePlan, 'read'],
  probeAsked: [keys.probeAsked, 'read'],
  probeReport: [keys.probeReport('0123456789ab'), 'write'],
  session: [keys.session('hash'), 'none'],
  sessions: [keys.sessions, 'none'],
  accounts: [keys.accounts, 'none'],
  accountSignIns: [keys.accountSignIns, 'none'],
  apiTokens: [keys.apiTokens, 'none'],
  signInFailures: [keys.signInFailures('account', 'hash'), 'none'],
  signInLink: [keys.signInLink('hash'), 'none'],
  audit: [keys.audit, 'none'],
  oidcFlow: [keys.oidcFlow('hash'), 'none'],
  proofEnds: [keys.proofEnds, 'none'],
  idempotency: [keys.idempotency('token', 'hash'), 'none'],
  action: [keys.action(ID), 'none'],
  actions: [keys.actions, 'none'],
  actionLease: [keys.actionLease(ID), 'none'],
  actionNews: [keys.actionNews, 'none'],
  series: [keys.series('depth', '10s'), 'none'],
  samplerLease: [keys.samplerLease, 'none'],
  interest: [keys.interest, 'none'],
  snapshot: [keys.snapshot('stats'), 'none'],
  timeline: [keys.timeline, 'none'],
  timelineNews: [keys.timelineNews, 'none'],
  timelineStates: [keys.timelineStates, 'none'],
  timelineProgress: [keys.timelineProgress, 'none'],
  timelineKeys: [keys.timelineKeys, 'none'],
  healthProbes: [keys.healthProbes('c'), 'none'],
  healthOutputs: [keys.healthOutputs('c'), 'none'],
  schedule: [keys.schedule(ID), 'none'],
  schedules: [keys.schedules, 'none'],
  scheduleLease: [keys.scheduleLease, 'none'],
  scheduleChanges: [keys.scheduleChanges, 'none'],
};

/** What nobody who is reached over the network needs. */
const NEVER = [
  ['FLUSHALL'],
  ['FLUSHDB'],
  ['SWAPDB', '0', '1'],
  ['KEYS', '*'],
  ['CONFIG', 'GET', '*'],
  ['CONFIG', 'SET', 'dir', '/'],
  ['DEBUG', 'OBJECT', 'x'],
  ['SHUTDOWN'],
  ['MODULE', 'LOAD', '/x'],
  ['SAVE'],
  ['BGSAVE'],
  ['BGREWRITEAOF'],
  ['REPLICAOF', 'x', '1'],
  ['SLAVEOF', 'x', '1'],
  ['PSYNC', '?', '-1'],
  ['MIGRATE', 'x', '1', 'k', '0', '1'],
  ['RESTORE', '{taskdeck}:jobs', '0', 'x'],
  ['MONITOR'],
  ['ACL', 'LIST'],
  ['ACL', 'SETUSER', 'x'],
  ['ACL', 'WHOAMI'],
  ['CLIENT', 'LIST'],
  ['CLIENT', 'KILL', '1'],
  ['CLIENT', 'PAUSE', '1'],
  ['SLOWLOG', 'GET'],
  ['LATENCY', 'DOCTOR'],
  ['SCRIPT', 'FLUSH'],
  ['SCRIPT', 'KILL'],
  ['FUNCTION', 'LOAD', 'x'],
  ['FCALL', 'f', '0'],
  ['CLUSTER', 'RESET'],
  ['FAILOVER'],
  ['SORT', '{taskdeck}:jobs'],
];

describe('users of Redis', () => {
  it.each(['server', 'worker', 'notifier', 'debug'])(
    '%s may do nothing to Redis itself',
    async (user) => {
      const allowed: string[] = [];
      for (const command of NEVER) if (await may(user, ...command)) allowed.push(command.join(' '));
      expect(allowed).toEqual([]);
    },
  );

  it.each(['worker', 'notifier'])('%s has the keys of jobs and none of sign-in', async (user) => {
    for (const [name, [key, expected]] of Object.entries(WORKER))
      expect([name, await access(user, key)]).toEqual([name, expected]);
    for (const key of ['bull:mail:meta', 'odd*[:x:meta', '{other}:jobs', 'plain', '{taskdeck}:'])
      expect([key, await access(user, key)]).toEqual([key, 'none']);
    for (const command of [['SCAN', '0'], ['DBSIZE'], ['RANDOMKEY'], ['PUBSUB', 'CHANNELS']])
      expect(await may(user, ...command)).toBe(false);
  });

  it('worker hears what it is told, and can only pass cancels on', async () => {
    const channels = [keys.cancels, keys.workerControls, keys.snapshots, keys.actionNews, 'other'];
    const heard: string[] = [];
    const told: string[] = [];
    for (const channel of channels) {
      if (await may('worker', 'SUBSCRIBE', channel)) heard.push(channel);
      if (await may('worker', 'PUBLISH', channel, 'x')) told.push(channel);
    }
    expect(heard).toEqual([keys.cancels, keys.workerControls]);
    expect(told).toEqual([keys.cancels]);
    expect(await may('worker', 'PSUBSCRIBE', '*')).toBe(false);
  });

  it('server has all keys of ours, those of QUEUE_PREFIXES, and no others', async () => {
    for (const [, [key]] of Object.entries(WORKER))
      expect(await access('server', key)).toBe('write');
    for (const key of ['bull:mail:meta', 'odd*[:x:meta', 'a b:x:meta'])
      expect([key, await access('server', key)]).toEqual([key, 'write']);
    for (const key of [
      'plain',
      'bull',
      'bullish:mail:meta',
      'oddly[:x:meta',
      'odd:x:meta',
      '{other}:jobs',
    ])
      expect([key, await access('server', key)]).toEqual([key, 'none']);
    expect(await may('server', 'SUBSCRIBE', keys.snapshots)).toBe(true);
    expect(await may('server', 'SUBSCRIBE', 'other')).toBe(false);
  });

  it('debug looks at jobs and statistics, changes nothing, and sees nothing of sign-in', async () => {
    const hidden = [
      'session',
      'sessions',
      'accounts',
      'accountSignIns',
      'apiTokens',
      'signInFailures',
      'signInLink',
      'audit',
      'idempotency',
      'oidcFlow',
    ];
    for (const [name, [key]] of Object.entries(WORKER)) {
      // News are channels.
      if (/News$|Changes$|proofEnds/.test(name)) continue;
      expect([name, await access('debug', key)]).toEqual([
        name,
        hidden.includes(name) ? 'none' : 'read',
      ]);
    }
    expect(await access('debug', 'bull:mail:meta')).toBe('read');
    expect(await may('debug', 'SUBSCRIBE', keys.snapshots)).toBe(false);
    for (const command of [
      ['SCAN', '0'],
      ['TYPE', keys.jobs],
      ['INFO'],
      ['MEMORY', 'USAGE', keys.jobs],
    ])
      expect(await may('debug', ...command)).toBe(true);
  });

  it('no script gets around it', async () => {
    await admin.set(keys.session('hash'), 'secret');
    const worker = await stack.as('worker');
    const reading = (key: string) => worker.eval(`return redis.call('GET', '${key}')`, 0);
    await expect(reading(keys.session('hash'))).rejects.toThrow(
      /can't access at least one of the keys/,
    );
    await expect(worker.get(keys.session('hash'))).rejects.toThrow('NOPERM');
    await expect(worker.eval(`return redis.call('FLUSHALL')`, 0)).rejects.toThrow(
      /can't|permission/i,
    );
    await expect(worker.multi().get(keys.session('hash')).exec()).rejects.toThrow(/EXECABORT/);
    await expect(
      worker.eval(`return redis.call('PUBLISH', '${keys.snapshots}', 'x')`, 0),
    ).rejects.toThrow(/can't|permission/i);
    expect(await worker.eval(`return redis.call('EXISTS', '${keys.jobs}')`, 0)).toBe(0);
  });

  it('nobody gets in without a password, with another, or as the default user', async () => {
    await expect(stack.connect({}).ping()).rejects.toThrow('NOAUTH');
    const password = await stack.read('worker/redis_password');
    const tries = [
      { password },
      { username: 'default', password: '' },
      { username: 'server', password },
    ];
    for (const who of tries)
      await expect(stack.connect(who).ping()).rejects.toThrow(/NOAUTH|WRONGPASS/);
  });
});

it('a transaction is still there after a restart', async () => {
  const worker = await stack.as('worker');
  await worker.multi().set(keys.cancel('kept'), 'x').zadd(keys.workers, 1, 'w').exec();
  await stack.stop();
  await stack.start();
  admin = await stack.as('admin');
  expect(await admin.get(keys.cancel('kept'))).toBe('x');
  expect(await admin.zscore(keys.workers, 'w')).toBe('1');
});
