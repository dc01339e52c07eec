/** What the list says of a container in words, such as `Up 6 seconds (healthy)`, taken apart. */
export interface StatusWords {
  /** All of it but the seconds: another text is another state, health, exit code or order of age. */
  readonly kind: string;
  /** How long it has been in this state; null: a minute or more, when words tell it only in parts. */
  readonly seconds: number | null;
}

const SECONDS = /(Less than a second|\b(\d+) seconds?)/;

/** Reads the words of the list (docker/go-units duration.go). */
export function statusWords(status: string): StatusWords {
  const found = SECONDS.exec(status);
  if (found === null) return { kind: status, seconds: null };
  return { kind: status.replace(SECONDS, 'seconds'), seconds: Number(found[2] ?? 0) };
}

/** Whether a container may have changed since the list said `before`, which is `elapsedMs` ago: one that is younger than that has. */
export function tellsOfChange(
  before: StatusWords,
  { kind, seconds }: StatusWords,
  elapsedMs: number,
): boolean {
  return kind !== before.kind || (seconds !== null && seconds * 1_000 < elapsedMs);
}
