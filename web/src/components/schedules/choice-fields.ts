import type { ScheduleFields } from '@taskdeck/server/schemas/schedule';
import { read, write, type Draft } from '../schema-form/draft.ts';
import type { Bounds, Choice, Field } from '../schema-form/fields.ts';
import type { Faults } from '../schema-form/check.ts';
import type { ScheduleDetail, ScheduleTiming } from './schedule.ts';

/** As the browser calls it, such as `Europe/Berlin`. */
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const DAY_MS = 86_400_000;
const INTERVAL: Bounds = { min: 1_000, max: 366 * DAY_MS, aboveMin: false, belowMax: false };

const field = (name: string, title: string, more: Partial<Field> & Pick<Field, 'control'>) => ({
  name,
  title,
  description: null,
  group: null,
  unit: null,
  required: true,
  nullable: false,
  default: undefined,
  ...more,
});
const choice = (choices: readonly Choice[]) => ({ kind: 'choice' as const, choices });

/** The zones the browser knows, and `other` should it be none of them. */
function zones(other: string): Choice[] {
  const known = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
  const all = known.includes(other) ? known : [other, ...known];
  return all.map((zone) => ({ label: zone, value: zone }));
}

/** Heading of what is to happen when a due time can't be served as planned. */
const OTHERWISE = 'If it can’t run on time';

/** What is chosen about a schedule besides its task; names are the server's paths. */
export function choiceFields(zone: string = HERE): readonly Field[] {
  return [
    field('name', 'Name', {
      control: { kind: 'text', long: false },
      description: 'Shown in the list',
    }),
    field('timing.kind', 'Due', {
      control: choice([
        { label: 'Interval', value: 'every' },
        { label: 'Cron', value: 'cron' },
      ]),
      default: 'cron',
    }),
    field('timing.everyMs', 'Every', {
      control: { kind: 'duration', bounds: INTERVAL },
      description: '5 m or 1 h 30 m; the first time one interval from now',
      default: 300_000,
    }),
    field('timing.cron', 'Cron', {
      control: { kind: 'text', long: false },
      description: 'Minute, hour, day, month, weekday; a second may stand in front',
      default: '0 9 * * 1-5',
    }),
    field('timing.timeZone', 'Time zone', { control: choice(zones(zone)), default: zone }),
    field('whenMissed', 'After an outage', {
      group: OTHERWISE,
      control: choice([
        { label: 'Go on', value: 'skip' },
        { label: 'Run once', value: 'run-once' },
      ]),
      description: 'More than a minute: go on with the next, or make up for it with one run',
      default: 'skip',
    }),
    field('overlap', 'While the last job runs', {
      group: OTHERWISE,
      control: choice([
        { label: 'Leave out', value: 'skip' },
        { label: 'Queue it', value: 'allow' },
      ]),
      description: 'What is left out is counted and shown',
      default: 'skip',
    }),
  ];
}

/** Those that count: an interval, or a cron and its zone. */
export function shownChoices(fields: readonly Field[], draft: Draft): readonly Field[] {
  const hidden =
    draft['timing.kind'] === '"every"' ? ['timing.cron', 'timing.timeZone'] : ['timing.everyMs'];
  return fields.filter(({ name }) => !hidden.includes(name));
}

/** What the fields start with: their defaults, or what a schedule has. */
export function choicesOf(fields: readonly Field[], schedule: ScheduleDetail | null): Draft {
  const values: Readonly<Record<string, unknown>> = schedule
    ? {
        name: schedule.name,
        whenMissed: schedule.whenMissed,
        overlap: schedule.overlap,
        ...Object.fromEntries(
          Object.entries(schedule.timing).map(([name, value]) => [`timing.${name}`, value]),
        ),
      }
    : {};
  return Object.fromEntries(
    fields.map((field) => [field.name, write(field, values[field.name] ?? field.default)]),
  );
}

const textOf = (field: Field | undefined, draft: Draft): string => {
  const reading = field && read(field, draft[field.name] ?? '');
  return reading && 'value' in reading && typeof reading.value === 'string' ? reading.value : '';
};

type Choices = Pick<ScheduleFields, 'name' | 'whenMissed' | 'overlap'>;

/** What the choices stand for. `timing` null: it can't be read; then it is among the faults. */
interface ChoicesRead {
  readonly choices: Choices;
  readonly timing: ScheduleTiming | null;
  /** By field, one each, in the order they are seen. */
  readonly faults: Faults;
}

function readTiming(named: ReadonlyMap<string, Field>, draft: Draft): ScheduleTiming | string {
  const kind = textOf(named.get('timing.kind'), draft);
  if (kind === 'cron') {
    const cron = textOf(named.get('timing.cron'), draft).trim();
    const timeZone = textOf(named.get('timing.timeZone'), draft);
    return cron === '' ? 'Required' : { kind, cron, timeZone };
  }
  const interval = named.get('timing.everyMs');
  const reading = interval && read(interval, draft['timing.everyMs'] ?? '');
  if (reading && 'fault' in reading) return reading.fault;
  const everyMs = reading && 'value' in reading ? reading.value : undefined;
  if (typeof everyMs !== 'number') return 'Required';
  if (everyMs < 1_000) return 'Must be at least 1 s';
  return everyMs > 366 * DAY_MS ? 'Must be at most 366 d' : { kind: 'every', everyMs };
}

export function readChoices(fields: readonly Field[], draft: Draft): ChoicesRead {
  const named = new Map(fields.map((field) => [field.name, field]));
  const name = textOf(named.get('name'), draft).trim();
  const timing = readTiming(named, draft);
  const faults: Record<string, string> = {};
  if (name === '') faults['name'] = 'Required';
  if (name.length > 100) faults['name'] = 'Must have at most 100 characters';
  if (typeof timing === 'string')
    faults[draft['timing.kind'] === '"every"' ? 'timing.everyMs' : 'timing.cron'] = timing;
  return {
    choices: {
      name,
      whenMissed: textOf(named.get('whenMissed'), draft) === 'run-once' ? 'run-once' : 'skip',
      overlap: textOf(named.get('overlap'), draft) === 'allow' ? 'allow' : 'skip',
    },
    timing: typeof timing === 'string' ? null : timing,
    faults,
  };
}
