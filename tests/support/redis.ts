import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { type RedisUser, redisUsers } from '../../scripts/redis-users.mjs';
import { startPrivateRedis } from '../../scripts/redis.mjs';

/** A real Redis for one test file, on a free port of the loopback, with its data in a temporary folder. */
export interface TestRedis {
  /** For the tests themselves: of the user `admin`, who may do everything; the same before and after a restart. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly passwords: Readonly<Record<RedisUser, string>>;
  /** `redis://user:password@127.0.0.1:port`. Server and workers of the tests have their own users, as in the stack. */
  urlOf(user: RedisUser): string;
  /** Lets the users at the keys of other prefixes, as a restart with these settings of server and workers would. */
  allow(settings: {
    keyPrefix?: string | undefined;
    queuePrefixes?: string | undefined;
  }): Promise<void>;
  /** Ends it in good order; its data stay. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash would; its data stay as far as they were written. */
  kill(): Promise<void>;
  /** Starts it again after `stop` or `kill` (stops it first if it runs): same address, same data. Resolves when it is ready. */
  restart(): Promise<void>;
  /** Ends it and removes its data. For `afterAll`. Rejects when Redis had refused a user a command or a key: whatever a test does is allowed to its user. */
  remove(): Promise<void>;
}

/** Found or unpacked the way `npm start` does it. It never outlives the test process, even a killed one. */
export async function startRedis(): Promise<TestRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'taskdeck-redis-'));
  let redis = await startPrivateRedis({ dir });
  const { urlOf, host, port, passwords, program } = redis;
  return {
    url: urlOf('admin'),
    urlOf,
    host,
    port,
    passwords,
    allow: async (settings) => {
      const admin = new Redis(urlOf('admin'));
      for (const line of (await redisUsers(passwords, settings)).trim().split('\n'))
        await admin.call('ACL', 'SETUSER', ...line.trim().split(/ +/).slice(1));
      await admin.quit();
    },
    stop: () => redis.stop(),
    kill: () => redis.kill(),
    restart: async () => {
      await redis.stop();
      redis = await startPrivateRedis({ dir, port, passwords, program });
    },
    remove: async () => {
      const refused = await refusals(urlOf('admin'));
      await redis.kill();
      await rm(dir, { recursive: true, force: true });
      if (refused.length > 0)
        throw new Error(
          `Redis refused what its users need (redis/users.sh): ${refused.join('; ')}`,
        );
    },
  };
}

const Refusal = z.array(z.union([z.string(), z.number()]));

/** What users were refused since the start, `user: reason object`; none where Redis does not run. */
async function refusals(url: string): Promise<string[]> {
  const admin = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
  admin.on('error', () => undefined);
  try {
    const log = Refusal.array().parse(await admin.call('ACL', 'LOG', '128'));
    return log.map((pairs) => {
      const of = (name: string) => pairs[pairs.indexOf(name) + 1];
      return `${of('username')}: ${of('reason')} ${of('object')}`;
    });
  } catch (error) {
    if (error instanceof z.ZodError) throw error;
    return [];
  } finally {
    admin.disconnect();
  }
}
