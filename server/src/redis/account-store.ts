import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { Account } from '../schemas/account.ts';

/** An account as it is stored. */
const StoredAccount = Account.extend({
  /** As `hashPassword` makes it; null: it has none. */
  password: z.string().nullable(),
});
export type StoredAccount = z.infer<typeof StoredAccount>;

/** Accounts, in Redis, so that every replica knows them. */
export interface AccountStore {
  count(): Promise<number>;
  /** By name. */
  all(): Promise<StoredAccount[]>;
  get(name: string): Promise<StoredAccount | null>;
  /** False when the name is taken. */
  add(account: StoredAccount): Promise<boolean>;
  put(account: StoredAccount): Promise<void>;
  /** False when there is none. */
  remove(name: string): Promise<boolean>;
}

const parse = (text: string): StoredAccount => StoredAccount.parse(JSON.parse(text));

export function makeAccountStore(redis: Redis, { accounts }: Keys): AccountStore {
  return {
    count: () => redis.hlen(accounts),
    async all() {
      const texts = await redis.hvals(accounts);
      return texts.map(parse).sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async get(name) {
      const text = await redis.hget(accounts, name);
      return text === null ? null : parse(text);
    },
    add: async (account) =>
      (await redis.hsetnx(accounts, account.name, JSON.stringify(account))) === 1,
    async put(account) {
      await redis.hset(accounts, account.name, JSON.stringify(account));
    },
    remove: async (name) => (await redis.hdel(accounts, name)) === 1,
  };
}
