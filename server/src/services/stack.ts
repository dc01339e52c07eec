import { exitWords } from '../docker/exit-words.ts';
import { AppError } from '../errors.ts';
import type { DockerEngine } from '../docker/docker-engine.ts';
import type { Board } from '../live/board.ts';
import type { HealthStore } from '../redis/health-store.ts';
import type { Series } from '../redis/series.ts';
import type { TimelineStore } from '../redis/timeline-store.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { Containers, ContainerView } from '../schemas/container.ts';
import { type ContainerDetail } from '../schemas/container-detail.ts';
import {
  type ContainerHealth,
  type ContainerUsage,
  type UsageRange,
} from '../schemas/container-history.ts';
import { type DockerAccess } from '../schemas/docker-access.ts';
import { type StackDay } from '../schemas/stack-day.ts';
import { type Startup } from '../schemas/startup.ts';
import { type Swarm } from '../schemas/swarm.ts';
import { type Timeline, type TimelineQuery } from '../schemas/timeline.ts';
import { makeTimeline } from './timeline.ts';
import { startupView } from '../usage/startup-view.ts';
import { makeContainerHealth } from './container-health.ts';
import { makeDay } from './day.ts';
import { makeUsage } from './usage.ts';

/** What is known of containers beyond how they stand now. Errors of all that take an id: NOT_FOUND for one that is not shown. */
export interface StackServices {
  container(id: string): Promise<ContainerDetail>;
  /** Errors: REDIS_UNAVAILABLE. */
  usage(id: string, range: UsageRange): Promise<ContainerUsage>;
  /** Errors: REDIS_UNAVAILABLE. */
  health(id: string): Promise<ContainerHealth>;
  /** Also of containers that are gone. Errors: REDIS_UNAVAILABLE. */
  timeline(query: TimelineQuery): Promise<Timeline>;
  /** Errors: REDIS_UNAVAILABLE where none is known yet. */
  day(): Promise<StackDay>;
  startup(): Promise<Startup>;
  swarm(): Promise<Swarm>;
  /** As last tried; tries it where nobody did. */
  access(): Promise<DockerAccess>;
  /** Tries it now and shows the outcome to the tabs of this replica. */
  checkAccess(): Promise<DockerAccess>;
}

interface Parts {
  readonly board: Board;
  readonly timelineStore: TimelineStore;
  readonly docker: DockerEngine;
  /** Made with `USAGE_STEPS`. */
  readonly usageSeries: Series;
  readonly healthStore: HealthStore;
  readonly collectDay: (containers: Containers) => Promise<StackDay>;
  readonly now: () => number;
}

/** While nobody looks it is not sampled: what is older is read anew. */
const SWARM_FRESH_MS = 15_000;

export function makeStack(parts: Parts): StackServices {
  const { board, docker, timelineStore, usageSeries, now } = parts;
  const known = (id: string): ContainerView => {
    const found = board.containers?.items.find((container) => container.id === id);
    if (found === undefined)
      throw new AppError('NOT_FOUND', `There is no container ${id.slice(0, 12)} in this project.`);
    return found;
  };
  const containers = async () => board.containers ?? docker.snapshot();
  const usage = makeUsage(usageSeries, now);
  const health = makeContainerHealth(parts);
  const day = makeDay({ ...parts, containers });
  return {
    async container(id) {
      const view = known(id);
      const worker = board.workers?.items.find(({ containerId }) => containerId === id);
      return {
        ...view,
        facts: board.facts?.items.find((facts) => facts.id === id) ?? null,
        exitWords: exitWords(view),
        worker: worker === undefined ? null : { id: worker.id, running: worker.running },
      };
    },
    usage: async (id, range) => withRedis(usage(known(id), range)),
    health: async (id) => withRedis(health(known(id))),
    timeline: makeTimeline(timelineStore),
    day: () => withRedis(day()),
    startup: async () => startupView((await containers()).items, board.facts),
    async swarm() {
      const age = now() - Date.parse(board.swarm?.at ?? '');
      return board.swarm !== null && age < SWARM_FRESH_MS ? board.swarm : docker.swarm();
    },
    access: async () => board.access ?? docker.access(),
    async checkAccess() {
      const access = await docker.access();
      board.put({ type: 'access', access });
      return access;
    },
  };
}
