import type { Snapshot } from '../redis/snapshots.ts';
import type { Containers } from '../schemas/container.ts';
import type { Networks } from '../schemas/network.ts';
import type { Stats } from '../schemas/stats.ts';
import type { Workers } from '../schemas/worker.ts';
import type { Hub } from './hub.ts';

/** The newest snapshot of each kind, as this replica knows it, and whether Redis answers. */
export interface Board {
  readonly stats: Stats | null;
  readonly workers: Workers | null;
  readonly containers: Containers | null;
  readonly networks: Networks | null;
  readonly redis: 'up' | 'down';
  /** Keeps a snapshot and shows it to every tab. */
  put(snapshot: Snapshot): void;
  /** Says at once when Redis comes or goes; `tick` repeats it. */
  setRedis(state: 'up' | 'down'): void;
  tick(): void;
}

export function makeBoard(hub: Hub, now: () => number): Board {
  let stats: Stats | null = null;
  let workers: Workers | null = null;
  let containers: Containers | null = null;
  let networks: Networks | null = null;
  let redis: 'up' | 'down' = 'down';
  const tick = () => hub.publish({ type: 'tick', at: new Date(now()).toISOString(), redis });
  return {
    get stats() {
      return stats;
    },
    get workers() {
      return workers;
    },
    get containers() {
      return containers;
    },
    get networks() {
      return networks;
    },
    get redis() {
      return redis;
    },
    put(snapshot) {
      if (snapshot.type === 'stats') stats = snapshot.stats;
      else if (snapshot.type === 'workers') workers = snapshot.workers;
      else if (snapshot.type === 'containers') containers = snapshot.containers;
      else networks = snapshot.networks;
      hub.publish(snapshot);
    },
    setRedis(state) {
      if (state === redis) return;
      redis = state;
      tick();
    },
    tick,
  };
}
