import type { Containers } from '../schemas/container.ts';
import type { StackDay } from '../schemas/stack-day.ts';

/** Whether a day tells of each of these containers; one that was made since is in none. */
export function coversAll(
  day: StackDay | null,
  { items }: Pick<Containers, 'items'>,
): day is StackDay {
  const known = new Set(day?.containers.map(({ id }) => id));
  return day !== null && items.every(({ id }) => known.has(id));
}
