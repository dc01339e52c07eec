import type { Reach } from '../../api.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { hasWay, KIND_WORDS, kindOf, portText, type CellKind } from './cells.ts';

const ICONS: Partial<Record<CellKind, IconName>> = {
  refused: 'cross',
  unknown: 'unknown',
  broken: 'failed',
};

/** What stands in a cell: the port where there is a way, a sign where there is none. */
export function ReachMark({ cell }: { cell: Reach }) {
  const kind = kindOf(cell);
  const icon = ICONS[kind];
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
        const icon = ICONS[kind];
        return (
          <li key={kind} className={`row ${kind === 'broken' ? 'c-fail' : ''}`}>
            {icon && <Icon name={icon} size={12} />}
            {!icon && kind === 'none' && <i className="mx-dash" />}
            {!icon && kind !== 'none' && <i className={`mx-swatch k-${kind}`} />}
            {KIND_WORDS[kind]}
          </li>
        );
      })}
    </ul>
  );
}
