import type { CatalogTask, Submission } from '@taskdeck/server/schemas/job';
import type { ErrorWords } from '../../errors.ts';
import { makeCheck, type Faults } from '../schema-form/check.ts';
import { draftOf, isChanged, readDraft, type Draft } from '../schema-form/draft.ts';
import { isRecord } from '../../is-record.ts';
import { fieldsOf, type Field } from '../schema-form/fields.ts';
import { secretNames, withoutSecretsOf } from '../schema-form/secrets.ts';
import { optionsOf, optionsSchema, shownOptions, toOptions, type OldJob } from './option-fields.ts';

/** The two schemas of a submission; names of fields are paths below them, as the server names them: `input.strike`. */
const PARTS = ['input', 'options'] as const;
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
  /** Names of the fields of the input that are not shown to anybody. */
  readonly secrets: ReadonlySet<string>;
}

/** @param from the job that is filled in again; null: none */
export function makeTaskForm(task: CatalogTask, from: OldJob | null = null): TaskForm {
  const options = optionsSchema(task);
  const fields = withoutSecretsOf(from?.input, fieldsOf(task.inputSchema));
  return {
    task,
    input: { fields, check: makeCheck(task.inputSchema) },
    options: { fields: fieldsOf(options), check: makeCheck(options) },
    secrets: secretNames(task.inputSchema),
  };
}

/** Every field that counts with its path, in the order it is seen. */
export function pathsOf(
  form: TaskForm,
  draft: Draft,
): readonly { readonly path: string; readonly title: string; readonly field: Field }[] {
  return PARTS.flatMap((part) => {
    const { fields } = form[part];
    const shown = part === 'options' ? shownOptions(fields, draft) : fields;
    return shown.map((field) => ({ path: `${part}.${field.name}`, title: field.title, field }));
  });
}

const prefixed = (part: Part, values: Draft | Faults): [string, Draft[string]][] =>
  Object.entries(values).map(([name, value]) => [`${part}.${name}`, value]);

function draftOfPart(part: Part, draft: Draft): Draft {
  return Object.fromEntries(
    Object.entries(draft).flatMap(([path, typed]) =>
      path.startsWith(`${part}.`) ? [[path.slice(part.length + 1), typed]] : [],
    ),
  );
}

/** The names of those fields that are in a part. */
const namesIn = (part: Part, paths: readonly string[]): ReadonlySet<string> =>
  new Set(
    paths.flatMap((path) => (path.startsWith(`${part}.`) ? [path.slice(part.length + 1)] : [])),
  );

/** What the form starts with: the defaults, or what an old job ran with. */
export function startOf(form: TaskForm, job: OldJob | null): Draft {
  const whole = form.input.fields[0]?.name === '';
  const values = job === null ? {} : whole ? { '': job.input } : job.input;
  return Object.fromEntries([
    ...prefixed('input', draftOf(form.input.fields, isRecord(values) ? values : {})),
    ...prefixed('options', draftOf(form.options.fields, job === null ? {} : optionsOf(job))),
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
  const input = readDraft(form.input.fields, draftOfPart('input', draft));
  const options = readDraft(form.options.fields, draftOfPart('options', draft));
  const found = new Map<string, unknown>([
    ...prefixed('input', { ...form.input.check(input.input), ...input.faults }),
    ...prefixed('options', { ...form.options.check(options.input), ...options.faults }),
  ]);
  const paths = pathsOf(form, draft);
  const faults: Record<string, string> = {};
  for (const { path } of paths) {
    const fault = found.get(path);
    if (typeof fault === 'string') faults[path] = fault;
  }
  const changed = paths
    .filter(({ path, field }) => isChanged(field, draft[path] ?? ''))
    .map(({ path }) => path);
  const chosen = toOptions(options.input, namesIn('options', changed));
  return {
    submission: {
      task: form.task.name,
      input: input.input,
      ...(chosen && { options: chosen }),
    },
    faults,
    changed: changed.length,
  };
}

/**
 * What of a refusal is to be said of the form as a whole, once: null when all of it stands at fields.
 * @param elsewhere faults with these paths stand at fields that are not of this form
 */
export function errorBeside(
  form: TaskForm,
  error: ErrorWords,
  elsewhere: readonly string[] = [],
): ErrorWords | null {
  const fields = Object.entries(error.fields);
  const own = Object.fromEntries(fields.filter(([path]) => !elsewhere.includes(path)));
  const { rest } = placeFaults(form, own);
  if (error.code === 'INPUT_INVALID' && fields.length > 0 && rest.length === 0) return null;
  return { ...error, detail: [error.detail, ...rest].join(' ') };
}

/**
 * The server's faults by the fields of this form: `input.weights.2` belongs to `input.weights`. What belongs to no field is `rest`.
 */
export function placeFaults(
  form: TaskForm,
  fields: Readonly<Record<string, readonly string[]>>,
): { readonly faults: Faults; readonly rest: readonly string[] } {
  const paths = PARTS.flatMap((part) => form[part].fields.map(({ name }) => `${part}.${name}`));
  const faults: Record<string, string> = {};
  const rest: string[] = [];
  for (const [path, reasons] of Object.entries(fields)) {
    const own =
      paths.find((known) => path === known || path.startsWith(`${known}.`)) ??
      // An object whose parts are fields: the first of them.
      paths.find((known) => path.includes('.') && known.startsWith(`${path}.`));
    const [reason] = reasons;
    if (reason === undefined) continue;
    if (own === undefined) rest.push(path === '' ? reason : `${path}: ${reason}`);
    else faults[own] ??= reason;
  }
  return { faults, rest };
}
