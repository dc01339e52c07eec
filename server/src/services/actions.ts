import type { Actor } from '../context.ts';
import { AppError } from '../errors.ts';
import { demandPermission } from '../permissions.ts';
import type { ActionStore } from '../redis/action-store.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { Action, ActionRequest, Actions } from '../schemas/action.ts';

/** Actions that may run at the same time. */
const MAX_RUNNING = 5;

/** One thing done to many jobs, in the background. */
export interface ActionServices {
  /** Errors: INPUT_INVALID (priority is for set-priority only), FORBIDDEN (removing is for admins), CONFLICT when too many run. */
  start(request: ActionRequest, actor: Actor): Promise<Action>;
  /** Newest first, of the last day. */
  list(): Promise<Actions>;
  /** Errors: NOT_FOUND. */
  get(id: string): Promise<Action>;
  /** Asks for it; it ends after the batch that is under way. Errors: NOT_FOUND, CONFLICT when it has ended. */
  abort(id: string): Promise<Action>;
}

interface ActionParts {
  readonly store: ActionStore;
  /** Begins a stored action on this replica. */
  readonly begin: (id: string) => void;
  readonly newId: () => string;
  readonly now: () => number;
}

function demandPriority({ kind, priority }: ActionRequest): void {
  if ((kind === 'set-priority') === (priority !== undefined)) return;
  const why = kind === 'set-priority' ? 'Which priority?' : 'Only with set-priority';
  throw new AppError('INPUT_INVALID', 'Not valid: priority.', { fields: { priority: [why] } });
}

export function makeActions({ store, begin, newId, now }: ActionParts): ActionServices {
  const get = async (id: string): Promise<Action> => {
    const action = await withRedis(store.get(id));
    if (action === null)
      throw new AppError('NOT_FOUND', `There is no action ${id}. They are kept for a day.`);
    return action;
  };
  return {
    get,
    list: async () => ({ items: await withRedis(store.list()) }),
    async start(request, actor) {
      demandPriority(request);
      const { kind, target, priority } = request;
      if (kind === 'remove') demandPermission('tasks.remove', actor);
      const running = (await withRedis(store.list())).filter(({ state }) => state === 'running');
      if (running.length >= MAX_RUNNING) {
        const what = `${MAX_RUNNING} actions are running already; wait for one or abort it.`;
        throw new AppError('CONFLICT', what);
      }
      const ids = 'ids' in target ? [...new Set(target.ids)] : null;
      const action: Action = {
        id: newId(),
        kind,
        priority: priority ?? null,
        filter: 'filter' in target ? target.filter : null,
        state: 'running',
        total: ids?.length ?? null,
        done: 0,
        refused: 0,
        refusals: [],
        by: actor.name,
        startedAt: new Date(now()).toISOString(),
        endedAt: null,
        error: null,
      };
      await withRedis(store.create(action, ids));
      begin(action.id);
      return action;
    },
    async abort(id) {
      const action = await get(id);
      if (action.state !== 'running')
        throw new AppError('CONFLICT', 'The action has ended.', { id });
      await withRedis(store.abort(id));
      return get(id);
    },
  };
}
