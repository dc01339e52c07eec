import type { Networks, Reach } from '../../api.ts';

/** How a cell of the matrix looks and what it says; broken comes first, because it is what one looks for. */
export type CellKind = 'broken' | 'seen' | 'predicted' | 'refused' | 'none' | 'unknown';

/** Whether what probes found is not what the networks promise: a hole, or a way that is shut. */
export function disagrees({ reachable, observed }: Reach): boolean {
  return reachable !== null && observed !== null && reachable !== observed;
}

export function kindOf(cell: Reach): CellKind {
  if (cell.breaks.length > 0 || disagrees(cell)) return 'broken';
  if (cell.observed !== null) return cell.observed ? 'seen' : 'refused';
  if (cell.reachable === null) return 'unknown';
  return cell.reachable ? 'predicted' : 'none';
}

/** What each kind is called in the legend; `broken` may be either of two things in one cell. */
export const KIND_WORDS = {
  seen: 'reaches, seen',
  predicted: 'reaches, by membership',
  refused: 'no way, tried',
  none: 'no path',
  unknown: "can't tell",
  broken: 'breaks a rule',
} as const satisfies Record<CellKind, string>;

/** One phrase for a cell: `reaches, by membership`, `breaks a rule`, `not as predicted`. */
export function cellWords(cell: Reach): string {
  if (cell.breaks.length === 0 && disagrees(cell)) return 'not as predicted';
  return KIND_WORDS[kindOf(cell)];
}

/** Whether there is a way, as far as anybody knows: then its port is of interest. */
export const hasWay = (cell: Reach): boolean => cell.observed ?? cell.reachable ?? false;

/** What stands in the cell: `:6379`, `:80 +1`; empty where no port is known. */
export function portText({ ports }: Reach): string {
  const [first] = ports;
  if (first === undefined) return '';
  return ports.length > 1 ? `:${first} +${ports.length - 1}` : `:${first}`;
}

/** The cell in one sentence, for screen readers. */
export function cellLabel(cell: Reach): string {
  const port = hasWay(cell) && cell.ports.length > 0 ? `, port ${portText(cell)}` : '';
  return `${cell.from} to ${cell.to}: ${cellWords(cell)}${port}`;
}

/** Cells by row and column. */
export type Cells = ReadonlyMap<string, ReadonlyMap<string, Reach>>;

export function cellsOf(reachability: readonly Reach[]): Cells {
  const rows = new Map<string, Map<string, Reach>>();
  for (const cell of reachability) {
    const row = rows.get(cell.from) ?? new Map<string, Reach>();
    row.set(cell.to, cell);
    rows.set(cell.from, row);
  }
  return rows;
}

/** The one that is asked for; without one, what is broken, else the first. */
export function chosenCell(
  { reachability }: Networks,
  from: string | undefined,
  to: string | undefined,
): Reach | undefined {
  return (
    reachability.find((cell) => cell.from === from && cell.to === to) ??
    reachability.find((cell) => kindOf(cell) === 'broken') ??
    reachability[0]
  );
}

/** Rules that fail, cells that are not as predicted, and lines that can't be read: what the rail counts. */
export function alarmsOf({ rules, reachability, ruleFaults }: Networks): number {
  const failing = rules.filter(({ passes }) => passes === false).length;
  const odd = reachability.filter((cell) => cell.breaks.length === 0 && disagrees(cell)).length;
  return failing + odd + ruleFaults.length;
}

/** `1 fails, 7 pass, 1 can't be told`; what there is none of is left out. */
export function tallyWords({ rules }: Pick<Networks, 'rules'>): {
  failing: number;
  others: string;
} {
  const count = (value: boolean | null) => rules.filter(({ passes }) => passes === value).length;
  const passing = count(true);
  const open = count(null);
  const others = [
    passing > 0 && `${passing} ${passing === 1 ? 'passes' : 'pass'}`,
    open > 0 && `${open} can't be told`,
  ].filter(Boolean);
  return { failing: count(false), others: others.join(', ') };
}
