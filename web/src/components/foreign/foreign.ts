import type { AppRouter } from '@taskdeck/server/router';
import type { inferRouterOutputs } from '@trpc/server';
import type { May } from '../../may.ts';

type Outputs = inferRouterOutputs<AppRouter>['foreign'];
export type ForeignQueue = Outputs['list']['items'][number];
export type ForeignRow = Outputs['jobs']['items'][number];
export type ForeignJob = Outputs['job'];
export type StoredJson = NonNullable<ForeignJob['data']>;
export type ForeignState = keyof ForeignQueue['counts'];

/** In the order of a job's life. */
export const STATES = [
  'waiting',
  'prioritized',
  'delayed',
  'waiting-children',
  'active',
  'completed',
  'failed',
] as const satisfies readonly ForeignState[];

/** The state that an address names; what it does not know is `waiting`. */
export const stateOf = (text: string | undefined): ForeignState =>
  STATES.find((state) => state === text) ?? 'waiting';

/** Somebody else's JSON for reading: indented where it is whole and valid, else as it stands. */
export function readable({ text, truncated }: StoredJson): string {
  if (truncated) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** What may be done to a job in its state by whoever is signed in; `writable`: whether the setting lets anybody. */
export function allowedFor(
  { queue, state }: Pick<ForeignRow, 'state'> & { queue: string },
  may: May,
  writable: boolean,
) {
  return {
    retry:
      writable && may('foreign.retry', { queue }) && (state === 'failed' || state === 'completed'),
    runNow: writable && may('foreign.runNow', { queue }) && state === 'delayed',
    remove: writable && may('foreign.remove') && state !== null && state !== 'active',
  };
}
