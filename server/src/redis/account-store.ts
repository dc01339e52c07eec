import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { Account } from '../schemas/account.ts';
import { makeScript } from './script.ts';

/** An account as it is stored. When somebody last signed in is kept apart, so that signing in changes nothing of it. */
const StoredAccount = Account.omit({ lastSignInAt: true }).extend({
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
  /** False when there is an account already, of whatever name. */
  addFirst(account: StoredAccount): Promise<boolean>;
  /**
   * Puts `after` in the place of `before`; null: removes it. False when it is not as it was any more, or another account that it relies on is not:
   * hashing a password takes long enough for others to change them.
   */
  replace(
    before: StoredAccount,
    after: StoredAccount | null,
    reliesOn?: StoredAccount,
  ): Promise<boolean>;
  /** ISO 8601, by name; who never signed in is not in it. */
  signIns(): Promise<Readonly<Record<string, string>>>;
  noteSignIn(name: string, at: string): Promise<void>;
}

const parse = (text: string): StoredAccount => StoredAccount.parse(JSON.parse(text));
/** In the order of the schema, so that equal accounts are equal texts. */
const textOf = (account: StoredAccount): string => JSON.stringify(StoredAccount.parse(account));

const addFirst = makeScript(`
if redis.call('HLEN', KEYS[1]) > 0 then return 0 end
return redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
`);

const replace = makeScript(`
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
if redis.call('HGET', KEYS[1], ARGV[3]) ~= ARGV[4] then return 0 end
if ARGV[5] ~= '' then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[5])
else
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[2], ARGV[1])
end
return 1
`);

export function makeAccountStore(redis: Redis, { accounts, accountSignIns }: Keys): AccountStore {
  /** As it is written there, which may be by an earlier version; null: the account is not as it was. */
  const storedText = async (account: StoredAccount): Promise<string | null> => {
    const text = await redis.hget(accounts, account.name);
    return text !== null && textOf(parse(text)) === textOf(account) ? text : null;
  };
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
    add: async (account) => (await redis.hsetnx(accounts, account.name, textOf(account))) === 1,
    addFirst: async (account) =>
      (await addFirst(redis, [accounts], [account.name, textOf(account)])) === 1,
    async replace(before, after, reliesOn = before) {
      const [own, other] = await Promise.all([before, reliesOn].map(storedText));
      if (!own || !other) return false;
      const args = [before.name, own, reliesOn.name, other, after === null ? '' : textOf(after)];
      return (await replace(redis, [accounts, accountSignIns], args)) === 1;
    },
    signIns: () => redis.hgetall(accountSignIns),
    async noteSignIn(name, at) {
      await redis.hset(accountSignIns, name, at);
    },
  };
}
