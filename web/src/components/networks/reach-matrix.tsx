import { useRef, type KeyboardEvent } from 'react';
import type { Networks, Reach } from '../../api.ts';
import { cellLabel, cellsOf, kindOf } from './cells.ts';
import { ReachMark } from './reach-mark.tsx';
import './reach-matrix.css';

export interface ReachMatrixProps {
  networks: Networks;
  chosen: Reach | undefined;
  onChoose: (cell: Reach) => void;
}

const STEPS: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Rows and columns: the services, and what is outside. */
export const endsOf = ({ services }: Networks): string[] => [
  ...services.map(({ name }) => name),
  'outside',
];

/** The next cell in a direction; the diagonal, where nothing is, is stepped over. */
function neighbour(networks: Networks, from: Reach, key: string): Reach | undefined {
  const step = STEPS[key];
  if (step === undefined) return undefined;
  const ends = endsOf(networks);
  const cells = cellsOf(networks.reachability);
  let row = ends.indexOf(from.from) + step[0];
  let column = ends.indexOf(from.to) + step[1];
  if (row === column) {
    row += step[0];
    column += step[1];
  }
  return cells.get(ends[row] ?? '')?.get(ends[column] ?? '');
}

/** Who can reach whom, from row to column: one stop for Tab, arrow keys within. */
export function ReachMatrix({ networks, chosen, onChoose }: ReachMatrixProps) {
  const table = useRef<HTMLTableElement>(null);
  const cells = cellsOf(networks.reachability);
  const ends = endsOf(networks);
  const move = (event: KeyboardEvent, from: Reach) => {
    const next = neighbour(networks, from, event.key);
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next);
    const { from: row, to: column } = next;
    const at = ends.indexOf(row) * ends.length + ends.indexOf(column);
    table.current?.querySelector<HTMLElement>(`[data-at="${at}"]`)?.focus();
  };
  return (
    <div className="mx-room hide-s">
      <table className="mx" ref={table} aria-label="Who can reach whom, from row to column">
        <thead>
          <tr>
            <td>
              <span className="vh">from, to</span>
            </td>
            {ends.map((name) => (
              <th key={name} scope="col" title={name}>
                <span className="clip">{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ends.map((from, row) => (
            <tr key={from}>
              <th scope="row" title={from}>
                <span className="clip">{from}</span>
              </th>
              {ends.map((to, column) => {
                const cell = cells.get(from)?.get(to);
                if (cell === undefined)
                  return (
                    <td key={to} className="self">
                      <span className="vh">itself</span>
                    </td>
                  );
                return (
                  <td key={to}>
                    <button
                      type="button"
                      className={`k-${kindOf(cell)}`}
                      data-at={row * ends.length + column}
                      tabIndex={cell === chosen ? 0 : -1}
                      aria-pressed={cell === chosen}
                      aria-label={cellLabel(cell)}
                      title={cell.reason}
                      onClick={() => onChoose(cell)}
                      onKeyDown={(event) => move(event, cell)}
                    >
                      <ReachMark cell={cell} />
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
