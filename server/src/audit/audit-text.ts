/** How much of a request or of a state is kept. */
const MAX_TEXT = 2_000;
const MAX_OBJECTS = 20;
const MAX_OBJECT = 200;

/** Fields that are never written down: what proves who somebody is, and what jobs are given to work on. */
const LEFT_OUT = /^(?:password|current|secret|token|input|data|options|submission|row|rows)$/i;
/** Fields that name what a request concerns. */
const NAMES = ['id', 'ids', 'queue', 'name', 'task', 'prefix'] as const;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The ids and names in a request. */
export function objectsOf(request: unknown): string[] {
  if (!isRecord(request)) return [];
  return NAMES.flatMap((field) => request[field])
    .filter((value) => typeof value === 'string')
    .slice(0, MAX_OBJECTS)
    .map((value) => value.slice(0, MAX_OBJECT));
}

/** JSON of a request or a state, without what must not be written down, cut to 2,000 characters; null where nothing is left. */
export function auditText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const kept = isRecord(value)
    ? Object.fromEntries(
        Object.entries(value).filter(
          ([field, content]) => content !== undefined && field !== 'ids' && field !== 'id',
        ),
      )
    : value;
  if (isRecord(kept) && Object.keys(kept).length === 0) return null;
  const text = JSON.stringify(kept, (field, content: unknown) =>
    LEFT_OUT.test(field) ? '(left out)' : content,
  );
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}
