import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@taskdeck/server/router';
import { badgeState, type BadgeState } from '../../ui/badge-state.ts';

export type Flow = inferRouterOutputs<AppRouter>['tasks']['flow'];
export type FlowNode = Flow['levels'][number][number];

/** null: it was removed. */
export const stateOfJob = ({ state, errorCode }: FlowNode['jobs'][number]): BadgeState | null =>
  state === null
    ? null
    : badgeState({ state, error: errorCode === null ? null : { code: errorCode } });

/** What matters first: a step with a failed job is called failed while others still run. */
const LOUDEST: readonly BadgeState[] = [
  'failed',
  'cancelled',
  'active',
  'waiting-children',
  'prioritized',
  'waiting',
  'delayed',
  'completed',
];

/** The state of a step as a whole; null: none of its jobs exists yet, or any more. */
export function stateOfNode(node: FlowNode): BadgeState | null {
  const states = new Set(node.jobs.map(stateOfJob));
  return LOUDEST.find((state) => states.has(state)) ?? null;
}

/** Every job that the graph shows. */
export const idsOf = ({ levels }: Flow): string[] =>
  levels.flat().flatMap(({ jobs }) => jobs.map(({ id }) => id));

/** How many of a step's jobs are in each state, loudest first; removed ones last. */
export function countsOf(node: FlowNode): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const job of node.jobs) {
    const state = stateOfJob(job) ?? 'removed';
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return [...LOUDEST, 'removed'].flatMap((state) => {
    const n = counts.get(state) ?? 0;
    return n > 0 ? [[state, n] as const] : [];
  });
}
