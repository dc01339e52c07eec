import type { ContainerView } from '../schemas/container.ts';
import type { Advice } from '../schemas/stack-day.ts';
import type { WeekUse } from './week-use.ts';

/** One service within its present limits. null: no limit, or not known. */
export interface ServiceUse {
  readonly service: string;
  readonly limits: Pick<ContainerView['cpu'], 'limitCores'> &
    Pick<ContainerView['memory'], 'limitBytes' | 'reservationBytes'> & {
      readonly limitPids: number | null;
    };
  /** Of its container that used most; null: nothing is known yet. */
  readonly use: WeekUse | null;
  /** In the last 7 days, as far as the timeline knows. */
  readonly oomKills: number;
}

/** What the host has; null: not known. */
export interface Host {
  readonly cpus: number | null;
  readonly memoryBytes: number | null;
}

/** `rank` orders advice, gravest first. */
export interface Ranked {
  readonly rank: number;
  readonly advice: Omit<Advice, 'service'>;
}

/** "Never" needs at least this much history. */
const HOUR_MS = 3_600_000;

export const isLongEnough = ({ since, until }: WeekUse): boolean => until - since >= HOUR_MS;

/** Makes advice on a resource. */
export const adviser =
  (resource: Advice['resource']) =>
  (
    rank: number,
    because: string,
    suggestion: string | null,
    severity: Advice['severity'] = 'consider',
  ): Ranked => ({ rank, advice: { resource, severity, because, suggestion } });
