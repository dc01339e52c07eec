import type { QueueName } from '@taskdeck/tasks';
import type { Actor } from '../context.ts';
import { AppError } from '../errors.ts';
import type { QueueControls } from '../queue/queue-controls.ts';
import { withRedis } from '../redis/unavailable.ts';
import type { Actions } from '../schemas/action.ts';
import type { DrainQueue, SetLimits } from '../schemas/queue.ts';
import type { QueueView, Queues, Stats } from '../schemas/stats.ts';
import type { ActionServices } from './actions.ts';

/** What can be asked of and done to whole queues. */
export interface QueueServices {
  list(): Promise<Queues>;
  /** Workers get nothing more from it. */
  pause(queue: QueueName, actor: Actor): Promise<QueueView>;
  resume(queue: QueueName): Promise<QueueView>;
  setLimits(limits: SetLimits): Promise<QueueView>;
  /**
   * Removes what waits, in the background: an action for each state that has jobs, none when nothing waits. What runs, and what is submitted
   * while it goes on, may stay. Errors: as `ActionServices.start`.
   */
  drain(drain: DrainQueue, actor: Actor): Promise<Actions>;
}

interface Parts {
  readonly actions: ActionServices;
  readonly controls: QueueControls;
  /** How everything stands at this moment. */
  readonly look: () => Promise<Stats>;
}

export function makeQueues({ controls, actions, look }: Parts): QueueServices {
  const view = async (name: QueueName): Promise<QueueView> => {
    const { queues } = await look();
    const found = queues.find(({ queue }) => queue === name);
    if (found === undefined) throw new AppError('NOT_FOUND', `There is no queue ${name}.`);
    return found;
  };
  return {
    list: async () => ({ items: (await look()).queues }),
    async pause(queue, actor) {
      await withRedis(controls.pause(queue, actor.name));
      return view(queue);
    },
    async resume(queue) {
      await withRedis(controls.resume(queue));
      return view(queue);
    },
    async setLimits({ queue, ...limits }) {
      await withRedis(controls.setLimits(queue, limits));
      return view(queue);
    },
    async drain({ queue, delayed }, actor) {
      const { counts } = await view(queue);
      const states = (['prioritized', 'waiting', 'delayed'] as const).filter(
        (state) => counts[state] > 0 && (delayed || state !== 'delayed'),
      );
      const started: Actions['items'] = [];
      for (const state of states)
        started.push(
          await actions.start({ kind: 'remove', target: { filter: { queue, state } } }, actor),
        );
      return { items: started };
    },
  };
}
