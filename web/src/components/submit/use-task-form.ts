import type { FieldErrors } from '@taskdeck/server/errors';
import { useMemo, useState } from 'react';
import type { Faults } from '../schema-form/check.ts';
import type { Draft, Typed } from '../schema-form/draft.ts';
import {
  evaluate,
  pathsOf,
  placeFaults,
  startOf,
  type Evaluation,
  type TaskForm,
} from './task-form.ts';

/** The state of a form that is being filled in. */
export interface FilledForm {
  readonly draft: Draft;
  readonly evaluation: Evaluation;
  /** The faults to be shown: of fields that were left, of all after an attempt to submit, and what the server found. */
  readonly shown: Faults;
  readonly onType: (path: string, typed: Typed) => void;
  readonly onLeave: (path: string) => void;
  /** Shows all faults; the path of the first that can be told without the server, null when there is none. */
  readonly attempt: () => string | null;
  /** Takes the server's faults over; the path of the first field among them, null when they belong to none. */
  readonly refuse: (fields: FieldErrors) => string | null;
  readonly reset: () => void;
}

/** Faults without that of one field, which is no longer what was judged. */
const without = (faults: Faults, path: string): Faults =>
  Object.fromEntries(Object.entries(faults).filter(([other]) => other !== path));

export function useTaskForm(form: TaskForm, start: Draft): FilledForm {
  const [draft, setDraft] = useState(start);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [attempted, setAttempted] = useState(false);
  const [refused, setRefused] = useState<Faults>({});
  const evaluation = useMemo(() => evaluate(form, draft), [form, draft]);
  const shown = useMemo(() => {
    const faults: Record<string, string> = {};
    for (const { path } of pathsOf(form, draft)) {
      const own = attempted || left.has(path) ? evaluation.faults[path] : undefined;
      const fault = own ?? refused[path];
      if (fault !== undefined) faults[path] = fault;
    }
    return faults;
  }, [form, draft, evaluation, left, attempted, refused]);
  return {
    draft,
    evaluation,
    shown,
    onType: (path, typed) => {
      setDraft((before) => ({ ...before, [path]: typed }));
      setRefused((before) => (path in before ? without(before, path) : before));
    },
    onLeave: (path) => setLeft((before) => (before.has(path) ? before : new Set(before).add(path))),
    attempt: () => {
      setAttempted(true);
      return Object.keys(evaluation.faults)[0] ?? null;
    },
    refuse: (fields) => {
      const { faults } = placeFaults(form, fields);
      setRefused(faults);
      return pathsOf(form, draft).find(({ path }) => path in faults)?.path ?? null;
    },
    reset: () => {
      setDraft(startOf(form, null));
      setLeft(new Set());
      setAttempted(false);
      setRefused({});
    },
  };
}
