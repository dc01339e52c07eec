import type { Bounds, Field } from './fields.ts';
import { writeDuration } from './duration.ts';

const plain = new Intl.NumberFormat('en', { maximumFractionDigits: 20 });

function boundsWords(bounds: Bounds, write: (value: number) => string): string | null {
  const { min, max, aboveMin, belowMax } = bounds;
  if (min !== null && max !== null && !aboveMin && !belowMax)
    return `${write(min)} to ${write(max)}`;
  const least = min === null ? null : `${aboveMin ? 'above' : 'at least'} ${write(min)}`;
  const most = max === null ? null : `${belowMax ? 'below' : 'at most'} ${write(max)}`;
  return [least, most].filter((words) => words !== null).join(', ') || null;
}

/** The line below a field: what it is, then what it may be. null when there is nothing to say. */
export function helpOf(field: Field): string | null {
  const { control } = field;
  let range: string | null = null;
  if (control.kind === 'number') range = boundsWords(control.bounds, (n) => plain.format(n));
  if (control.kind === 'duration')
    range = boundsWords(control.bounds, (ms) => writeDuration(ms).replaceAll(' ', '\u00a0'));
  if (control.kind === 'list') range = 'one a line';
  if (control.kind === 'json') range = 'as JSON';
  // Some descriptions say it already.
  if (range !== null && field.description?.includes(range)) range = null;
  return [field.description, range].filter((words) => words !== null).join(' · ') || null;
}
