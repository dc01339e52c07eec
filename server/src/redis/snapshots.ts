import type { Keys } from '@taskdeck/tasks';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { Instant } from '../schemas/common.ts';
import { Containers } from '../schemas/container.ts';
import { Networks } from '../schemas/network.ts';
import { ContainerFacts } from '../schemas/container-detail.ts';
import { DockerAccess } from '../schemas/docker-access.ts';
import { StackDay } from '../schemas/stack-day.ts';
import { Stats } from '../schemas/stats.ts';
import { Swarm } from '../schemas/swarm.ts';
import { Workers } from '../schemas/worker.ts';
import { makeScript } from './script.ts';

/** What containers are made of; stays in the server until one is asked for. */
export const StackFacts = z.object({
  items: z.array(ContainerFacts),
  /** By container id: its first probe that succeeded since it started. */
  healthyAt: z.record(z.string(), Instant),
  /** Ids of containers that had ended before they were started last. */
  startedAnew: z.array(z.string()),
  /** When any of it, or a start or end of a container, last changed. */
  changedAt: Instant,
});
export type StackFacts = z.infer<typeof StackFacts>;

/** A snapshot that the sampler took for all replicas. */
export const Snapshot = z.discriminatedUnion('type', [
  z.object({ type: z.literal('stats'), stats: Stats }),
  z.object({ type: z.literal('workers'), workers: Workers }),
  z.object({ type: z.literal('containers'), containers: Containers }),
  z.object({ type: z.literal('networks'), networks: Networks }),
  z.object({ type: z.literal('facts'), facts: StackFacts }),
  z.object({ type: z.literal('day'), day: StackDay }),
  z.object({ type: z.literal('access'), access: DockerAccess }),
  z.object({ type: z.literal('swarm'), swarm: Swarm }),
]);
export type Snapshot = z.infer<typeof Snapshot>;

/** Kept so that a replica that just started has something to show. */
const KEEP_MS = 60_000;
/** Docker forgets when a container was healthy for the first time: a server that was away for a while still knows. */
const KEEP_FACTS_MS = 7 * 86_400_000;

/** Only the holder of the lease writes: one that lost it without noticing is fenced off here, in Redis. */
const publish = makeScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1
`);

/** Gives a snapshot to all replicas. False when `replica` does not hold the lease any more. */
export async function publishSnapshot(
  redis: Redis,
  keys: Keys,
  replica: string,
  snapshot: Snapshot,
): Promise<boolean> {
  const keepMs = snapshot.type === 'facts' ? KEEP_FACTS_MS : KEEP_MS;
  const args = [replica, keys.snapshots, JSON.stringify(snapshot), keepMs];
  return (await publish(redis, [keys.samplerLease, keys.snapshot(snapshot.type)], args)) === 1;
}

/** The last snapshot of each kind, as far as they are there and of this version. */
export async function readSnapshots(redis: Redis, keys: Keys): Promise<Snapshot[]> {
  const texts = await redis.mget(
    Snapshot.options.map(({ shape }) => keys.snapshot(shape.type.value)),
  );
  return texts.flatMap((text) => {
    const snapshot = Snapshot.safeParse(JSON.parse(text ?? 'null'));
    return snapshot.success ? [snapshot.data] : [];
  });
}
