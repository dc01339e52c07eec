import { useState } from 'react';

/** As many ids as one action takes. */
const MOST_SELECTED = 1_000;

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Instead of single jobs: all that match the filter, listed or not. */
  readonly isAll: boolean;
  /** The row that the keyboard comes to; null: the first one. */
  readonly focus: string | null;
  /** `range`: also all rows between this one and the last one that was chosen. */
  readonly toggle: (id: string, range: boolean) => void;
  /** Every listed row, or none. */
  readonly toggleListed: () => void;
  readonly takeAll: () => void;
  readonly clear: () => void;
}

const between = (rows: readonly string[], a: string, b: string): readonly string[] => {
  const [from, to] = [rows.indexOf(a), rows.indexOf(b)].sort((x, y) => x - y);
  return from === undefined || from === -1 || to === undefined ? [b] : rows.slice(from, to + 1);
};

/** Rows that are chosen to do something with. `listed`: ids in the order of the list; what leaves the list is chosen no more. */
export function useSelection(listed: readonly string[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isAll, setIsAll] = useState(false);
  const [anchor, setAnchor] = useState<string | null>(null);
  const ids = isAll ? new Set(listed) : new Set(listed.filter((id) => chosen.has(id)));
  const choose = (next: Iterable<string>) => {
    setIsAll(false);
    setChosen(new Set([...next].slice(0, MOST_SELECTED)));
  };
  return {
    ids,
    isAll,
    focus: anchor !== null && listed.includes(anchor) ? anchor : null,
    toggle: (id, range) => {
      const rows = range && anchor !== null ? between(listed, anchor, id) : [id];
      const next = new Set(ids);
      // A range takes the state that its first row was given.
      const isOn = range && anchor !== null ? ids.has(anchor) : !ids.has(id);
      for (const row of rows)
        if (isOn) next.add(row);
        else next.delete(row);
      setAnchor(id);
      choose(next);
    },
    toggleListed: () => choose(ids.size === 0 ? listed : []),
    takeAll: () => setIsAll(true),
    clear: () => choose([]),
  };
}
