import { statesOf, VIEWS, type View } from './list-view.ts';

/** What the list of jobs is narrowed to. */
export interface ListFilter {
  readonly view: View;
  readonly task: string | undefined;
  /** Part of an id or of a task's name. */
  readonly q: string | undefined;
  readonly tag: string | undefined;
  /** A group of dead letters. */
  readonly fingerprint: string | undefined;
}

/** A filter as the server takes it, once for each state that the view is made of. */
export function queriesOf({ view, task, q, tag, fingerprint }: ListFilter) {
  return statesOf(view).map((state) => ({ state, task, q, tag, fingerprint }));
}

/** What matches, listed or not, as far as it can be told: a task in each of the states that it may be in. */
export function matchesOf(filter: ListFilter) {
  const { task } = filter;
  const views = filter.view === 'all' ? VIEWS.filter((view) => view !== 'all') : [filter.view];
  return views.map((state) => ({ state, task }));
}

/** That nothing matches, in a title: `No failed job of notify tagged eod`. */
export function noneWords({ view, task, q, tag, fingerprint }: ListFilter): string {
  return [
    view === 'all' ? 'No job' : `No ${view} job`,
    task === undefined ? '' : ` of ${task}`,
    q === undefined ? '' : ` with “${q}” in its id or task`,
    tag === undefined ? '' : ` tagged ${tag}`,
    fingerprint === undefined ? '' : ' of this group of failures',
  ].join('');
}

/** Whether it leaves anything out. */
export const isNarrowed = ({ view, ...rest }: ListFilter): boolean =>
  view !== 'all' || Object.values(rest).some((value) => value !== undefined);
