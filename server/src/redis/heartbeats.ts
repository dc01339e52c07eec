import { Heartbeat, HEARTBEAT_LOST_MS, HEARTBEAT_TTL_MS, type Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { makeScript } from './script.ts';

/** All heartbeats with the age of each from its key's remaining lifetime, so that no clock but Redis' counts. Forgets workers whose key is gone. */
const script = makeScript(`
local out = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local beat = redis.call('GET', ARGV[1] .. id)
  if beat then out[#out + 1] = { beat, redis.call('PTTL', ARGV[1] .. id) }
  else redis.call('ZREM', KEYS[1], id) end
end
return out
`);
const Answer = z.array(z.tuple([z.string(), z.number()]));

export interface KnownWorker extends Omit<Heartbeat, 'state'> {
  readonly state: Heartbeat['state'] | 'lost';
}

/** Every worker with a heartbeat, oldest first. One that can't be read (another version's) is left out. */
export async function readHeartbeats(redis: Redis, keys: Keys): Promise<KnownWorker[]> {
  const answer = Answer.parse(await script(redis, [keys.workers], [keys.worker('')]));
  return answer.flatMap(([text, leftMs]) => {
    const beat = Heartbeat.safeParse(JSON.parse(text));
    if (!beat.success) return [];
    const lost = HEARTBEAT_TTL_MS - leftMs > HEARTBEAT_LOST_MS;
    return [{ ...beat.data, state: lost ? ('lost' as const) : beat.data.state }];
  });
}
