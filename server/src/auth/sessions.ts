import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { ProvenActor } from '../context.ts';
import type { SessionView } from '../schemas/account.ts';
import { Role } from '../schemas/session.ts';
import { hashSecret, newSecret } from './secrets.ts';

/** A one-time sign-in link is good this long. */
const LINK_SECONDS = 86_400;
/** A session ends this long after sign-in, and earlier after this long without a request. */
export const SESSION_SECONDS = 7 * 86_400;
const IDLE_MS = 86_400_000;
/** When a session was last used is noted to this. */
const SEEN_MS = 60_000;
/** How much of a hash names a session: enough to tell them apart, too little to be of use. */
const ID_LENGTH = 16;

const Stored = z.object({
  name: z.string(),
  role: Role,
  /** Epoch milliseconds, by the servers' clocks. */
  createdAt: z.number(),
  seenAt: z.number(),
  expiresAt: z.number(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
});
type Stored = z.infer<typeof Stored>;

/** Who signs in, and from where. */
export interface SignedIn {
  readonly name: string;
  readonly role: Role;
  readonly address: string | null;
  readonly agent: string | null;
}

/** Sessions and one-time links, in Redis, so that every replica knows them. Only hashes of secrets are stored. */
export interface Sessions {
  /** Makes a one-time link; returns its secret. */
  newLink(): Promise<string>;
  /** Uses a link up. False when it is unknown, used or too old. */
  redeem(linkSecret: string): Promise<boolean>;
  /** Opens a session; returns the cookie's value. */
  begin(who: SignedIn): Promise<string>;
  /** Who the cookie belongs to; null when there is no such session. Notes that it was used. */
  actor(cookie: string): Promise<ProvenActor | null>;
  end(cookie: string): Promise<void>;
  /** Newest first; null: of everybody. `current`: id of the one that asks. */
  list(name: string | null, currentId: string | null): Promise<SessionView[]>;
  /** Ends one by its id; of `name` only, unless that is null. False when there is none. */
  endById(id: string, name: string | null): Promise<boolean>;
  /** Ends all of an account, but the one with the id `keep`. */
  endAll(name: string, keep?: string | null): Promise<void>;
}

/** null: none, or one of another version, which has to be begun anew. */
const storedOf = (text: string): Stored | null => Stored.safeParse(JSON.parse(text)).data ?? null;
const idOf = (hash: string): string => hash.slice(0, ID_LENGTH);
const iso = (ms: number): string => new Date(ms).toISOString();

class RedisSessions implements Sessions {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #now: () => number;

  constructor(redis: Redis, keys: Keys, now: () => number) {
    this.#redis = redis;
    this.#keys = keys;
    this.#now = now;
  }

  async newLink(): Promise<string> {
    const secret = newSecret();
    await this.#redis.set(this.#keys.signInLink(hashSecret(secret)), '1', 'EX', LINK_SECONDS);
    return secret;
  }

  async redeem(linkSecret: string): Promise<boolean> {
    // GETDEL: of two tabs that open the link at once, one gets in.
    return (await this.#redis.getdel(this.#keys.signInLink(hashSecret(linkSecret)))) !== null;
  }

  async begin(who: SignedIn): Promise<string> {
    const cookie = newSecret();
    const hash = hashSecret(cookie);
    const at = this.#now();
    const expiresAt = at + SESSION_SECONDS * 1_000;
    const stored: Stored = { ...who, createdAt: at, seenAt: at, expiresAt };
    await this.#redis.zadd(this.#keys.sessions, expiresAt, hash);
    await this.#redis.set(this.#keys.session(hash), JSON.stringify(stored), 'PX', IDLE_MS);
    return cookie;
  }

  async actor(cookie: string): Promise<ProvenActor | null> {
    const hash = hashSecret(cookie);
    const text = await this.#redis.get(this.#keys.session(hash));
    if (text === null) return null;
    const stored = storedOf(text);
    if (stored === null) return null;
    const left = stored.expiresAt - this.#now();
    if (left <= 0) return null;
    if (this.#now() - stored.seenAt >= SEEN_MS) await this.#touch(hash, stored, left);
    return { name: stored.name, role: stored.role, via: 'session', proofId: idOf(hash) };
  }

  async #touch(hash: string, stored: Stored, leftMs: number): Promise<void> {
    const seen = JSON.stringify({ ...stored, seenAt: this.#now() });
    // XX: one that was ended meanwhile stays ended.
    await this.#redis.set(this.#keys.session(hash), seen, 'PX', Math.min(IDLE_MS, leftMs), 'XX');
  }

  end(cookie: string): Promise<void> {
    return this.#drop([hashSecret(cookie)]);
  }

  async list(name: string | null, currentId: string | null): Promise<SessionView[]> {
    const known = await this.#all();
    return known
      .filter(([, stored]) => name === null || stored.name === name)
      .map(([hash, { createdAt, seenAt, expiresAt, ...who }]) => ({
        ...who,
        id: idOf(hash),
        createdAt: iso(createdAt),
        lastSeenAt: iso(seenAt),
        expiresAt: iso(expiresAt),
        current: idOf(hash) === currentId,
      }));
  }

  async endById(id: string, name: string | null): Promise<boolean> {
    const found = (await this.#all()).filter(
      ([hash, stored]) => idOf(hash) === id && (name === null || stored.name === name),
    );
    await this.#drop(found.map(([hash]) => hash));
    return found.length > 0;
  }

  async endAll(name: string, keep: string | null = null): Promise<void> {
    const ended = (await this.#all()).filter(
      ([hash, stored]) => stored.name === name && idOf(hash) !== keep,
    );
    await this.#drop(ended.map(([hash]) => hash));
  }

  /** All there are, newest first; what has expired is forgotten. */
  async #all(): Promise<(readonly [hash: string, Stored])[]> {
    await this.#redis.zremrangebyscore(this.#keys.sessions, '-inf', this.#now());
    const hashes = await this.#redis.zrevrange(this.#keys.sessions, 0, -1);
    if (hashes.length === 0) return [];
    const texts = await this.#redis.mget(hashes.map((hash) => this.#keys.session(hash)));
    return hashes.flatMap((hash, i) => {
      const stored = storedOf(texts[i] ?? 'null');
      return stored === null ? [] : [[hash, stored] as const];
    });
  }

  async #drop(hashes: readonly string[]): Promise<void> {
    if (hashes.length === 0) return;
    await this.#redis.del(...hashes.map((hash) => this.#keys.session(hash)));
    await this.#redis.zrem(this.#keys.sessions, ...hashes);
    await this.#redis.publish(this.#keys.proofEnds, hashes.map(idOf).join(','));
  }
}

export const makeSessions = (redis: Redis, keys: Keys, now: () => number): Sessions =>
  new RedisSessions(redis, keys, now);
