/** One container, as far as it matters to when it is read again. */
export interface Readable {
  readonly id: string;
  /** Epoch ms of the last time; null: never. */
  readonly atMs: number | null;
}

/** The ids of the `most` that were read longest ago: so that all have their turn, however many there are. */
export function longestAgo(all: readonly Readable[], most: number): ReadonlySet<string> {
  const chosen =
    all.length <= most ? all : all.toSorted((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0)).slice(0, most);
  return new Set(chosen.map(({ id }) => id));
}
