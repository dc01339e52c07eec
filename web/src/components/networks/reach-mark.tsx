import type { Reach } from '../../api.ts';
import { Icon } from '../../ui/icon.tsx';
import { hasWay, KINDS, kindOf, portText, type CellKind } from './cells.ts';

/** What stands in a cell: the port where there is a way, a sign where there is none. */
export function ReachMark({ cell }: { cell: Reach }) {
  const kind = kindOf(cell);
  const { icon } = KINDS[kind];
  const port = hasWay(cell) ? portText(cell) : '';
  return (
    <>
      {icon && <Icon name={icon} size={12} />}
      {port !== '' && <span>{port}</span>}
      {port === '' && hasWay(cell) && <i className="mx-dot" />}
      {kind === 'none' && <i className="mx-dash" />}
    </>
  );
}

/** In the order of what one looks for. */
const LEGEND: readonly CellKind[] = ['seen', 'predicted', 'refused', 'none', 'unknown', 'broken'];

/** What the looks of a cell mean; only those that are there. */
export function ReachLegend({ cells }: { cells: readonly Reach[] }) {
  const there = new Set(cells.map(kindOf));
  return (
    <ul className="mx-key small t2">
      {LEGEND.filter((kind) => there.has(kind)).map((kind) => {
        const { icon, words } = KINDS[kind];
        return (
          <li key={kind} className={`row ${kind === 'broken' ? 'c-fail' : ''}`}>
            {icon && <Icon name={icon} size={12} />}
            {!icon && kind === 'none' && <i className="mx-dash" />}
            {!icon && kind !== 'none' && <i className={`mx-swatch k-${kind}`} />}
            {words}
          </li>
        );
      })}
    </ul>
  );
}
