import { findTask, secretValues, type NewJob } from '@taskdeck/tasks';
import type { Actor } from '../context.ts';
import { AppError } from '../errors.ts';
import type { ScheduleFields, ScheduleTiming } from '../schemas/schedule.ts';
import type { SchedulePayload } from '../schedules/stored-schedule.ts';
import { timingFault } from '../schedules/timing.ts';
import { prepareJob } from './submit.ts';

/** Input and options of a schedule, as JSON: a run reads them each time. */
const MAX_PAYLOAD_BYTES = 65_536;

/** Errors: INPUT_INVALID with the field. */
export function demandTiming(timing: ScheduleTiming): void {
  const fault = timingFault(timing);
  if (fault === null) return;
  const fields = { [`timing.${fault.field}`]: [fault.why] };
  throw new AppError('INPUT_INVALID', `Not valid: timing.${fault.field}. ${fault.why}.`, {
    fields,
  });
}

function demandSmall(payload: SchedulePayload): void {
  const bytes = Buffer.byteLength(JSON.stringify(payload));
  if (bytes <= MAX_PAYLOAD_BYTES) return;
  const why = `Input and options have ${bytes} bytes as JSON; a schedule keeps ${MAX_PAYLOAD_BYTES} at most.`;
  throw new AppError('PAYLOAD_TOO_LARGE', why, { fields: { input: [why] } });
}

/** A schedule is read and edited by people for as long as it is there: it holds no secrets. Errors: INPUT_INVALID. */
function demandNoSecrets({ task: name, input }: NewJob): void {
  const task = findTask(name);
  const given = task === undefined ? [] : Object.keys(secretValues(task, input));
  if (given.length === 0) return;
  const fields = Object.fromEntries(
    given.map((field) => [`input.${field}`, ['A schedule keeps no secrets: leave it out']]),
  );
  const named = Object.keys(fields).join(', ');
  throw new AppError('INPUT_INVALID', `Not valid: ${named}.`, { fields });
}

/** Checks fields as a run would; splits what is chosen from what is sent. Errors: TASK_UNKNOWN, INPUT_INVALID, PAYLOAD_TOO_LARGE. */
export function checkSchedule(fields: ScheduleFields, actor: Actor, now: number) {
  const { input, options, ...choices } = fields;
  demandTiming(choices.timing);
  const submission = { task: choices.task, input, options };
  const job = prepareJob(submission, { id: '', actor, requestId: '', now, keepsSecrets: true });
  demandNoSecrets(job);
  const payload = { input, options };
  demandSmall(payload);
  return { choices, payload };
}
