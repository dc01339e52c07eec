import type { Snapshot, StackFacts } from '../redis/snapshots.ts';
import type { Containers } from '../schemas/container.ts';
import type { Networks } from '../schemas/network.ts';
import type { DockerAccess } from '../schemas/docker-access.ts';
import type { StackDay } from '../schemas/stack-day.ts';
import type { Stats } from '../schemas/stats.ts';
import type { Swarm } from '../schemas/swarm.ts';
import type { Workers } from '../schemas/worker.ts';
import type { Hub } from './hub.ts';

/** The newest snapshot of each kind, as this replica knows it, and whether Redis answers. */
export interface Board {
  readonly stats: Stats | null;
  readonly workers: Workers | null;
  readonly containers: Containers | null;
  readonly networks: Networks | null;
  readonly facts: StackFacts | null;
  readonly day: StackDay | null;
  readonly access: DockerAccess | null;
  readonly swarm: Swarm | null;
  readonly redis: 'up' | 'down';
  /** Keeps a snapshot and shows it to every tab. */
  put(snapshot: Snapshot): void;
  /** Says at once when Redis comes or goes; `tick` repeats it. */
  setRedis(state: 'up' | 'down'): void;
  tick(): void;
}

export function makeBoard(hub: Hub, now: () => number): Board {
  const tick = () =>
    hub.publish({ type: 'tick', at: new Date(now()).toISOString(), redis: board.redis });
  const board: Board & { redis: Board['redis'] } = {
    stats: null,
    workers: null,
    containers: null,
    networks: null,
    facts: null,
    day: null,
    access: null,
    swarm: null,
    redis: 'down',
    put(snapshot) {
      const { type: _, ...content } = snapshot;
      const before = board.facts?.changedAt;
      Object.assign(board, content);
      if (snapshot.type !== 'facts') hub.publish(snapshot);
      // Told again and again, so that Redis keeps them.
      else if (snapshot.facts.changedAt !== before) hub.publish({ type: 'facts' });
    },
    setRedis(state) {
      if (state === board.redis) return;
      board.redis = state;
      tick();
    },
    tick,
  };
  return board;
}
