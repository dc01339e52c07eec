import type { CatalogTask } from '@taskdeck/server/schemas/job';
import { DEFAULT_BACKOFF, findTask } from '@taskdeck/tasks';
import { z } from 'zod';

/** A task as the catalogue sends it. */
export function catalogTask(name: string): CatalogTask {
  const task = findTask(name);
  if (!task) throw new Error(`no task ${name}`);
  return {
    ...task,
    softTimeoutMs: task.softTimeoutMs ?? null,
    backoff: task.backoff ?? DEFAULT_BACKOFF,
    inputSchema: { ...z.toJSONSchema(task.input, { io: 'input' }) },
    resultSchema: {},
    defaults: {},
  };
}
