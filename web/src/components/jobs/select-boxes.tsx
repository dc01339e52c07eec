import { useCallback, useEffect, useRef, type KeyboardEvent } from 'react';
import type { JobRow } from '../../api.ts';
import { shortId } from '../../format.ts';
import type { Selection } from './use-selection.ts';

/** Chooses a row or gives it up; `range`: with all between it and the last one. */
export type RowSelect = (id: string, range: boolean) => void;

interface RowBoxProps {
  readonly row: JobRow;
  readonly select: RowSelect;
  readonly isSelected: boolean;
  readonly isStop: boolean;
}

/** The box of a row: a click or Space chooses it, with Shift all rows from the last one on. */
export function RowBox({ row, select, isSelected, isStop }: RowBoxProps) {
  return (
    <label>
      <input
        type="checkbox"
        aria-label={`Select ${row.task} ${shortId(row.id)}`}
        data-row={row.id}
        checked={isSelected}
        tabIndex={isStop ? 0 : -1}
        onKeyDown={(event) => moveOn(event, select)}
        onChange={({ nativeEvent }) =>
          select(row.id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
        }
      />
    </label>
  );
}

interface TableBoxProps {
  readonly selection: Selection;
  readonly listed: number;
}

/** The box above the rows: all that are listed, or none. */
export function TableBox({ selection, listed }: TableBoxProps) {
  const { ids, toggleListed } = selection;
  const some = ids.size > 0 && ids.size < listed;
  return (
    <label>
      <input
        ref={(box) => {
          if (box) box.indeterminate = some;
        }}
        type="checkbox"
        aria-label="Select all listed jobs"
        checked={ids.size > 0 && !some}
        onChange={toggleListed}
      />
    </label>
  );
}

/** Arrows go from box to box, with Shift they choose on the way: the boxes are one stop of the Tab key. */
function moveOn(event: KeyboardEvent<HTMLInputElement>, select: RowSelect): void {
  const { currentTarget, key, shiftKey } = event;
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return;
  event.preventDefault();
  const row = currentTarget.closest('tr');
  const next = key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  const box = next?.querySelector<HTMLInputElement>('input[data-row]');
  const id = box?.dataset['row'];
  box?.focus();
  if (shiftKey && id !== undefined) select(id, true);
}

/** How rows are chosen: the same function for ever, so that those which did not change are not drawn again. */
export function useRowSelect(selection: Selection | null): RowSelect {
  const latest = useRef(selection);
  useEffect(() => {
    latest.current = selection;
  });
  return useCallback<RowSelect>((id, range) => latest.current?.toggle(id, range), []);
}
