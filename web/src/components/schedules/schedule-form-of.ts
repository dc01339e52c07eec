import type { CatalogTask } from '@taskdeck/server/schemas/job';
import type { OldJob } from '../submit/option-fields.ts';
import { makeTaskForm, type TaskForm } from '../submit/task-form.ts';
import type { ScheduleDetail } from './schedule.ts';

/** When a job starts, and under which key, is the schedule's business. */
const OWN = ['start', 'delayMs', 'runAt', 'idempotencyKey'];

/** The task's form without the options that a schedule has none of. */
export function scheduleFormOf(task: CatalogTask): TaskForm {
  const form = makeTaskForm(task);
  const fields = form.options.fields.filter(({ name }) => !OWN.includes(name));
  return { ...form, options: { ...form.options, fields } };
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
