import type { CatalogTask, Submission } from '@taskdeck/server/schemas/job';
import type { Job } from '../job/job.ts';
import { makeCheck, type Faults } from '../schema-form/check.ts';
import { draftOf, isChanged, readDraft, type Draft } from '../schema-form/draft.ts';
import { fieldsOf, isRecord, type Field } from '../schema-form/fields.ts';
import { optionsSchema } from './option-fields.ts';

/** The two schemas of a submission; names of fields are paths below them, as the server names them: `input.strike`. */
export const PARTS = ['input', 'options'] as const;
type Part = (typeof PARTS)[number];

interface FormPart {
  readonly fields: readonly Field[];
  readonly check: (value: unknown) => Faults;
}

/** A task's form: its fields, and how to check them. */
export interface TaskForm {
  readonly task: CatalogTask;
  readonly input: FormPart;
  readonly options: FormPart;
}

export function makeTaskForm(task: CatalogTask): TaskForm {
  const options = optionsSchema(task);
  return {
    task,
    input: { fields: fieldsOf(task.inputSchema), check: makeCheck(task.inputSchema) },
    options: { fields: fieldsOf(options), check: makeCheck(options) },
  };
}

/** Every field of the form with its path, in the order it is seen. */
export function pathsOf(
  form: TaskForm,
): readonly { readonly path: string; readonly field: Field }[] {
  return PARTS.flatMap((part) =>
    form[part].fields.map((field) => ({ path: `${part}.${field.name}`, field })),
  );
}

const prefixed = (part: Part, values: Draft | Faults): [string, Draft[string]][] =>
  Object.entries(values).map(([name, value]) => [`${part}.${name}`, value]);

function partOf(part: Part, draft: Draft): Draft {
  return Object.fromEntries(
    Object.entries(draft).flatMap(([path, typed]) =>
      path.startsWith(`${part}.`) ? [[path.slice(part.length + 1), typed]] : [],
    ),
  );
}

/** What the form starts with: the defaults, or what an old job ran with. */
export function startOf(
  form: TaskForm,
  job: Pick<Job, 'input' | 'priority' | 'maxAttempts' | 'timeoutMs'> | null,
): Draft {
  const whole = form.input.fields[0]?.name === '';
  const values = job === null ? {} : whole ? { '': job.input } : job.input;
  const options = job && {
    priority: job.priority,
    attempts: job.maxAttempts,
    timeoutMs: job.timeoutMs ?? undefined,
  };
  return Object.fromEntries([
    ...prefixed('input', draftOf(form.input.fields, isRecord(values) ? values : {})),
    ...prefixed('options', draftOf(form.options.fields, options ?? {})),
  ]);
}

/** What stands in the form, read and checked. */
export interface Evaluation {
  /** What would be sent. Faulty fields are left out of it. */
  readonly submission: Submission;
  /** By path, one each, in the order of the fields. */
  readonly faults: Faults;
  /** How many fields differ from their defaults. */
  readonly changed: number;
}

export function evaluate(form: TaskForm, draft: Draft): Evaluation {
  const input = readDraft(form.input.fields, partOf('input', draft));
  const options = readDraft(form.options.fields, partOf('options', draft));
  const found = new Map<string, unknown>([
    ...prefixed('input', { ...form.input.check(input.input), ...input.faults }),
    ...prefixed('options', { ...form.options.check(options.input), ...options.faults }),
  ]);
  const faults: Record<string, string> = {};
  for (const { path } of pathsOf(form)) {
    const fault = found.get(path);
    if (typeof fault === 'string') faults[path] = fault;
  }
  const isPathChanged = ({ path, field }: { path: string; field: Field }): boolean =>
    isChanged(field, draft[path] ?? '');
  const chosen = changedOptions(form, draft, options.input);
  return {
    submission: {
      task: form.task.name,
      input: input.input,
      ...(chosen && { options: chosen }),
    },
    faults,
    changed: pathsOf(form).filter(isPathChanged).length,
  };
}

/** Only what was chosen is sent: the rest follows the task's own file, also when that changes. */
function changedOptions(
  form: TaskForm,
  draft: Draft,
  values: unknown,
): NonNullable<Submission['options']> | null {
  if (!isRecord(values)) return null;
  const chosen = form.options.fields.filter(
    (field) => field.name in values && isChanged(field, draft[`options.${field.name}`] ?? ''),
  );
  return chosen.length === 0
    ? null
    : Object.fromEntries(chosen.map((field) => [field.name, values[field.name]]));
}

/**
 * The server's faults by the fields of this form: `input.weights.2` belongs to `input.weights`. What belongs to no field is `rest`.
 */
export function placeFaults(
  form: TaskForm,
  fields: Readonly<Record<string, readonly string[]>>,
): { readonly faults: Faults; readonly rest: readonly string[] } {
  const paths = pathsOf(form).map(({ path }) => path);
  const faults: Record<string, string> = {};
  const rest: string[] = [];
  for (const [path, reasons] of Object.entries(fields)) {
    const own = paths.find((known) => path === known || path.startsWith(`${known}.`));
    const [reason] = reasons;
    if (reason === undefined) continue;
    if (own === undefined) rest.push(path === '' ? reason : `${path}: ${reason}`);
    else faults[own] ??= reason;
  }
  return { faults, rest };
}
