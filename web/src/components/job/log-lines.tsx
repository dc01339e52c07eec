import type { LogLine } from '../../api.ts';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { formatClock } from '../../format.ts';
import { piecesOf } from './log-match.ts';

interface LogLinesProps {
  readonly lines: readonly LogLine[];
  /** What is marked in them. */
  readonly search: string;
  /** Whether the attempt of each line is told: with one attempt it is the same everywhere. */
  readonly attempts: boolean;
  /** Stays at the end as lines come. */
  readonly follows: boolean;
  /** The reader scrolled away from the end. */
  readonly onLeaveEnd: () => void;
}

const LINE_HEIGHT = 18;
/** This near to its end the list counts as being at it. */
const AT_END = 4;

const TONES = { debug: 't3', info: '', warn: 'c-risk', error: 'c-fail' } as const;

/** The lines of a log, of which only those in view are in the page. Long ones are broken, so they differ in height. */
export function LogLines({ lines, search, attempts, follows, onLeaveEnd }: LogLinesProps) {
  const box = useRef<HTMLDivElement>(null);
  // The rule is for the React Compiler, which does not build this panel.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_HEIGHT,
    getItemKey: (index) => lines[index]?.n ?? index,
    overscan: 20,
  });
  const height = virtual.getTotalSize();
  // Also when lines turn out to be higher than thought.
  useEffect(() => {
    const list = box.current;
    if (follows && list !== null) list.scrollTop = list.scrollHeight;
  }, [follows, height]);
  // Only a reader scrolls up: what grows below moves nothing.
  const last = useRef(0);
  return (
    <div
      ref={box}
      className={attempts ? 'log-lines with-attempts' : 'log-lines'}
      role="log"
      aria-label="Log lines"
      aria-live="off"
      // A list that scrolls must be reachable for the keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={({ currentTarget: list }) => {
        const isUp = list.scrollTop < last.current - 1;
        last.current = list.scrollTop;
        if (follows && isUp && list.scrollTop + list.clientHeight < list.scrollHeight - AT_END)
          onLeaveEnd();
      }}
    >
      <div className="log-sheet" style={{ height }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const line = lines[index];
          if (line === undefined) return null;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className="log-line"
              style={{ transform: `translateY(${start}px)` }}
            >
              <time className="t3" dateTime={line.time}>
                {formatClock(line.time)}
              </time>
              <span className={line.level === 'info' ? 't3' : TONES[line.level]}>{line.level}</span>
              {attempts && (
                <span className="t3" title={`Attempt ${line.attempt}`}>
                  #{line.attempt}
                </span>
              )}
              <span className={TONES[line.level]}>
                {piecesOf(line.message, search).map(({ text, found }, place) =>
                  found ? <mark key={place}>{text}</mark> : text,
                )}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
