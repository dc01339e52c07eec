import { cellWords, kindOf, type CellKind } from './cells.ts';
import { endsOf, type ReachMatrixProps } from './reach-matrix.tsx';
import { ReachDetail } from './reach-detail.tsx';
import { ReachMark } from './reach-mark.tsx';

const RANK: Record<CellKind, number> = {
  broken: 0,
  seen: 1,
  predicted: 1,
  unknown: 2,
  refused: 3,
  none: 3,
};

/** The matrix on a phone: one service after another, what it reaches in front; the chosen one is explained where it stands. */
export function ReachList({ networks, chosen, onChoose }: ReachMatrixProps) {
  return (
    <div className="mx-list only-s">
      {endsOf(networks).map((from) => {
        const cells = networks.reachability
          .filter((cell) => cell.from === from)
          .sort((a, b) => RANK[kindOf(a)] - RANK[kindOf(b)]);
        return (
          <section key={from} aria-label={`From ${from}`}>
            <h3>{from} to</h3>
            <ul className="mx-chips">
              {cells.map((cell) => (
                <li key={cell.to}>
                  <button
                    type="button"
                    className={`k-${kindOf(cell)}`}
                    aria-pressed={cell === chosen}
                    onClick={() => onChoose(cell)}
                  >
                    <span className="clip">{cell.to}</span>
                    <ReachMark cell={cell} />
                    <span className="vh">{cellWords(cell)}</span>
                  </button>
                </li>
              ))}
            </ul>
            {chosen?.from === from && <ReachDetail cell={chosen} networks={networks} />}
          </section>
        );
      })}
    </div>
  );
}
