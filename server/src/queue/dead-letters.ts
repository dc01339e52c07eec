import { DeadLetterGroup, type Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { makeScript } from '../redis/script.ts';
import type { DeadLetters, DeadLetterSummary } from '../schemas/dead-letter.ts';
import { parseJson } from './job-view.ts';

interface Parts {
  readonly redis: Redis;
  readonly keys: Keys;
}

/** Groups that are shown. */
const MAX_GROUPS = 200;
/** Groups counted by one call. */
const CHUNK = 500;

/** ARGV: prefix of a group's set, then fingerprints. Answers how many jobs each has. */
const counts = makeScript(`
local out = {}
for i = 2, #ARGV do out[#out + 1] = redis.call('ZCARD', ARGV[1] .. ARGV[i]) end
return out
`);

/** KEYS[1] the groups. ARGV as above. Answers of each group: what it has in common, count, oldest end, newest id, newest end; false when it is empty. */
const details = makeScript(`
local out = {}
for i = 2, #ARGV do
  local set = ARGV[1] .. ARGV[i]
  local oldest = redis.call('ZRANGE', set, 0, 0, 'WITHSCORES')
  local newest = redis.call('ZRANGE', set, -1, -1, 'WITHSCORES')
  local group = redis.call('HGET', KEYS[1], ARGV[i])
  out[#out + 1] = group and oldest[1] and { group, redis.call('ZCARD', set), oldest[2], newest[1], newest[2] } or false
end
return out
`);
const Details = z.array(
  z.tuple([z.string(), z.number(), z.coerce.number(), z.string(), z.coerce.number()]).nullable(),
);

/** All fingerprints, read in parts: there may be many. */
export async function* fingerprints({ redis, keys }: Parts): AsyncGenerator<string[], void> {
  let cursor = '0';
  do {
    const [next, flat] = await redis.hscan(keys.deadLetterGroups, cursor, 'COUNT', CHUNK);
    yield flat.filter((_, i) => i % 2 === 0);
    cursor = next;
  } while (cursor !== '0');
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** The largest groups of dead letters, and how many dead letters there are in all. */
export async function readDeadLetters(parts: Parts): Promise<DeadLetters> {
  const { redis, keys } = parts;
  const sizes = new Map<string, number>();
  for await (const some of fingerprints(parts)) {
    const answer = await counts(redis, [], [keys.deadLettersOf(''), ...some]);
    const found = z.array(z.number()).parse(answer);
    some.forEach((fingerprint, i) => sizes.set(fingerprint, found[i] ?? 0));
  }
  const largest = [...sizes]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MAX_GROUPS)
    .map(([fingerprint]) => fingerprint);
  const args = [keys.deadLettersOf(''), ...largest];
  const answer = Details.parse(await details(redis, [keys.deadLetterGroups], args));
  const items = largest.flatMap((fingerprint, i): DeadLetterSummary[] => {
    const [text, count, firstAt, newestId, lastAt] = answer[i] ?? ['', 0, 0, '', 0];
    const group = DeadLetterGroup.safeParse(parseJson(text));
    if (!group.success || count === 0) return [];
    return [
      { ...group.data, fingerprint, count, firstAt: iso(firstAt), lastAt: iso(lastAt), newestId },
    ];
  });
  return {
    items: items.sort((a, b) => b.count - a.count || (a.lastAt < b.lastAt ? 1 : -1)),
    total: await redis.zcard(keys.deadLetters),
  };
}
