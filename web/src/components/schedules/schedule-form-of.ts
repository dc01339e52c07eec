import type { CatalogTask } from '@taskdeck/server/schemas/job';
import { fieldsOf } from '../schema-form/fields.ts';
import { isSecret } from '../schema-form/secrets.ts';
import type { OldJob } from '../submit/option-fields.ts';
import { makeTaskForm, type TaskForm } from '../submit/task-form.ts';
import type { ScheduleDetail } from './schedule.ts';

/** When a job starts, and under which key, is the schedule's business. */
const OWN = ['start', 'delayMs', 'runAt', 'idempotencyKey'];

/** The task's form without what a schedule has none of: secrets, and some options. */
export function scheduleFormOf(task: CatalogTask): TaskForm {
  const { input, options, ...form } = makeTaskForm(task);
  return {
    ...form,
    input: { ...input, fields: input.fields.filter((field) => !isSecret(field)) },
    options: { ...options, fields: options.fields.filter(({ name }) => !OWN.includes(name)) },
  };
}

/** Which fields are missing in a schedule's form, in words; null: none. `blocks`: the task can't run without them. */
export function withheldWords(
  task: CatalogTask,
): { readonly words: string; readonly blocks: boolean } | null {
  const secrets = fieldsOf(task.inputSchema).filter(isSecret);
  if (secrets.length === 0) return null;
  const names = `“${secrets.map(({ title }) => title).join('”, “')}”`;
  const blocks = secrets.some(({ required }) => required);
  const rest = blocks ? `, and ${task.name} needs it: it can’t run by the clock.` : '.';
  return { words: `A schedule keeps no secrets, so there is no ${names} here${rest}`, blocks };
}

/** What the form of an existing schedule starts with: its own options, for the rest those of the task. */
export function startOfSchedule(
  task: CatalogTask,
  { input, options = {} }: Pick<ScheduleDetail, 'input' | 'options'>,
): OldJob {
  return {
    input,
    priority: options.priority ?? 'medium',
    maxAttempts: options.attempts ?? task.attempts,
    backoff: options.backoff ?? task.backoff,
    timeoutMs: options.timeoutMs ?? task.timeoutMs,
    softTimeoutMs: options.softTimeoutMs === undefined ? task.softTimeoutMs : options.softTimeoutMs,
    tags: options.tags ?? [],
  };
}
