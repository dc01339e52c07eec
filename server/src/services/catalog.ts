import { DEFAULT_BACKOFF, TASKS, type TaskDefinition } from '@taskdeck/tasks';
import { z } from 'zod';
import type { Catalog, CatalogTask } from '../schemas/job.ts';

const Defaults = z.record(z.string(), z.unknown());

/** JSON Schema of what a submission may say: fields with a default are optional. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  return { ...z.toJSONSchema(schema, { io, unrepresentable: 'any' }) };
}

function catalogTask(task: TaskDefinition): CatalogTask {
  const { name, title, description, queue, runsOn, attempts, timeoutMs } = task;
  const defaults = task.input.safeParse({});
  return {
    name,
    title,
    description,
    queue,
    runsOn,
    attempts,
    backoff: task.backoff ?? DEFAULT_BACKOFF,
    timeoutMs,
    softTimeoutMs: task.softTimeoutMs ?? null,
    inputSchema: jsonSchema(task.input, 'input'),
    resultSchema: jsonSchema(task.result, 'output'),
    // A task may have fields without a default: then there is no input to start from.
    defaults: defaults.success ? Defaults.parse(defaults.data) : {},
  };
}

/** The catalogue of this release; it does not change while the process runs. */
export function makeCatalog(): () => Catalog {
  let catalog: Catalog | null = null;
  return () => (catalog ??= { items: TASKS.map(catalogTask) });
}
