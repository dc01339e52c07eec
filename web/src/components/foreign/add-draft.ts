import type { NewForeignJob } from '@taskdeck/server/schemas/foreign';

/** What is typed into the form of a new job. */
export interface AddDraft {
  readonly name: string;
  readonly data: string;
  readonly priority: string;
  readonly delayMs: string;
  readonly attempts: string;
  readonly backoff: 'none' | 'fixed' | 'exponential';
  readonly backoffMs: string;
}

export const EMPTY_DRAFT: AddDraft = {
  name: '',
  data: '{}',
  priority: '',
  delayMs: '',
  attempts: '',
  backoff: 'none',
  backoffMs: '1000',
};

export type AddFaults = Partial<Record<keyof AddDraft, string>>;

/** The paths of the server's field errors, by the field of the form that they concern. */
const PATHS: readonly (readonly [path: string, field: keyof AddDraft])[] = [
  ['name', 'name'],
  ['data', 'data'],
  ['options.priority', 'priority'],
  ['options.delayMs', 'delayMs'],
  ['options.attempts', 'attempts'],
  ['options.backoff', 'backoffMs'],
];

/** The server's refusals by the form's own fields. */
export function faultsOf(fields: Readonly<Record<string, readonly string[]>>): AddFaults {
  const faults: AddFaults = {};
  for (const [path, why] of Object.entries(fields)) {
    const field = PATHS.find(([start]) => path === start || path.startsWith(`${start}.`))?.[1];
    if (field !== undefined) faults[field] = why.join('. ');
  }
  return faults;
}

/** The request that a draft stands for, or what is wrong with it. Ranges are the server's business. */
export function requestOf(
  queue: string,
  draft: AddDraft,
): { readonly request: NewForeignJob } | { readonly faults: AddFaults } {
  const faults: AddFaults = {};
  const name = draft.name.trim();
  if (name === '') faults.name = 'Which name the queue’s worker knows it by';
  let data: unknown;
  try {
    data = JSON.parse(draft.data);
  } catch (error) {
    faults.data = error instanceof Error ? error.message : 'Not valid JSON';
  }
  const whole = (field: 'priority' | 'delayMs' | 'attempts' | 'backoffMs'): number | undefined => {
    const typed = draft[field].replaceAll(/[\s,]/g, '');
    if (typed === '') return undefined;
    if (!/^\d+$/.test(typed)) faults[field] = 'A whole number';
    return Number(typed);
  };
  const [priority, delayMs, attempts] = [whole('priority'), whole('delayMs'), whole('attempts')];
  const backoff =
    draft.backoff === 'none'
      ? undefined
      : { type: draft.backoff, delayMs: whole('backoffMs') ?? 0 };
  if (Object.keys(faults).length > 0) return { faults };
  const options = {
    ...(priority !== undefined && { priority }),
    ...(delayMs !== undefined && { delayMs }),
    ...(attempts !== undefined && { attempts }),
    ...(backoff !== undefined && { backoff }),
  };
  return { request: { queue, name, data, options } };
}
