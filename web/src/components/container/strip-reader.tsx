import type { KeyboardEvent, SyntheticEvent } from 'react';
import { useNow } from '../../clock.ts';
import { formatWhen } from '../../format.ts';
import { HealthStrip } from '../../ui/health-strip.tsx';
import { cellFrom, cellWords, stripWords, type Strip } from '../containers/strip-words.ts';
import './strip-reader.css';

interface StripReaderProps {
  readonly strip: Strip;
  /** The cell that is read out; null: none. */
  readonly cell: number | null;
  readonly onCell: (cell: number | null) => void;
}

/** A day of health that is read cell by cell: with the arrow keys or with the pointer; Escape lets go of it. */
export function StripReader({ strip, cell, onCell }: StripReaderProps) {
  const now = useNow();
  const cells = strip.strip.length;
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onCell(null);
    // Without a cell yet the newest is the first to be read.
    if (cell !== null || !event.key.startsWith('Arrow')) return;
    event.preventDefault();
    onCell(cells - 1);
  };
  const choose = (event: SyntheticEvent<HTMLInputElement>) =>
    onCell(Number(event.currentTarget.value));
  const words = cell === null ? null : cellWords(strip, cell, now);
  return (
    <div className="strip-reader">
      <div className="strip-area">
        <HealthStrip strip={strip.strip} marks={strip.marks} pointed={cell} />
        {/* Over the strip and not seen: keys, pointer and screen readers work as with every slider. */}
        <input
          type="range"
          min={0}
          max={cells - 1}
          value={cell ?? cells - 1}
          aria-label="Health of 24 h"
          aria-valuetext={words ?? stripWords(strip, now)}
          onChange={choose}
          onClick={choose}
          onKeyDown={press}
        />
      </div>
      <p className="strip-axis micro t3" aria-hidden="true">
        <span>{formatWhen(cellFrom(strip, 0), now)}</span>
        <span>{formatWhen(cellFrom(strip, cells / 2), now)}</span>
        <span>{formatWhen(strip.to, now)}</span>
      </p>
    </div>
  );
}
