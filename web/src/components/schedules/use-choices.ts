import type { FieldErrors } from '@taskdeck/server/errors';
import { useMemo, useState } from 'react';
import type { Faults } from '../schema-form/check.ts';
import type { Typed } from '../schema-form/draft.ts';
import { choiceFields, choicesOf, readChoices, shownChoices } from './choice-fields.ts';
import type { ScheduleDetail } from './schedule.ts';

/** The state of the fields about when and how a schedule runs. `schedule`: that is edited; null: a new one. */
export function useChoices(schedule: ScheduleDetail | null) {
  const timing = schedule?.timing;
  const [fields] = useState(() =>
    choiceFields(timing?.kind === 'cron' ? timing.timeZone : undefined),
  );
  const [draft, setDraft] = useState(() => choicesOf(fields, schedule));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [attempted, setAttempted] = useState(false);
  const [refused, setRefused] = useState<Faults>({});
  const visible = shownChoices(fields, draft);
  const reading = useMemo(() => readChoices(fields, draft), [fields, draft]);
  const shown = Object.fromEntries(
    visible.flatMap(({ name }) => {
      const own = attempted || left.has(name) ? reading.faults[name] : undefined;
      const fault = own ?? refused[name];
      return fault === undefined ? [] : [[name, fault]];
    }),
  );
  return {
    fields: visible,
    draft,
    reading,
    /** The faults to be shown. */
    shown,
    onType: (name: string, typed: Typed) => {
      setDraft((before) => ({ ...before, [name]: typed }));
      setRefused((before) =>
        Object.fromEntries(Object.entries(before).filter(([other]) => other !== name)),
      );
    },
    onLeave: (name: string) => setLeft((before) => new Set(before).add(name)),
    /** Shows all faults; the first field that has one, null when there is none. */
    attempt: () => {
      setAttempted(true);
      return Object.keys(reading.faults)[0] ?? null;
    },
    /** Takes over what the server found wrong; the first field of these that it concerns, null when it is none. */
    refuse: (errors: FieldErrors) => {
      const own = visible.flatMap(({ name }) => {
        const [why] = errors[name] ?? [];
        return why === undefined ? [] : [[name, why] as const];
      });
      setRefused(Object.fromEntries(own));
      return own[0]?.[0] ?? null;
    },
  };
}
export type FilledChoices = ReturnType<typeof useChoices>;
