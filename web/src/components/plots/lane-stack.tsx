import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import 'uplot/dist/uPlot.min.css';
import { formatWhenExactly } from '../../format.ts';
import { lanesInWords, type Lane, type TimeGrid } from './lane.ts';
import { LABELS_PX, LanePlot, WIDE } from './lane-plot.tsx';
import './lane-stack.css';

interface LaneStackProps {
  lanes: readonly Lane[];
  grid: TimeGrid;
  /** Of each lane, in px, titles aside. */
  heights: readonly number[];
}

/** Plots below each other on one time axis, each line named at its end. Carries uPlot, so it is loaded when it is first shown. */
export function LaneStack({ lanes, grid, heights }: LaneStackProps) {
  const [pointed, setPointed] = useState<number | null>(null);
  const { ref, width } = useElementSize();
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const at = pointed === null ? grid.times.at(-1) : grid.times[pointed];
  return (
    <figure className="lane-stack" ref={ref} aria-label={lanesInWords(lanes)}>
      <p className="lane-at small t2" aria-hidden="true">
        {at !== undefined && `at ${formatWhenExactly(at * 1000, grid.to * 1000)}`}
      </p>
      {width > 0 &&
        lanes.map((lane, i) => (
          <LanePlot
            // Another set of lines, or other colours or scales, is another plot.
            key={[scheme, lane.title, lane.least, ...lane.series.map(({ name }) => name)].join(
              '\n',
            )}
            lane={lane}
            grid={grid}
            width={width >= WIDE ? width - LABELS_PX : width}
            height={heights[i] ?? 120}
            withTime={i === lanes.length - 1}
            pointed={pointed}
            onPoint={setPointed}
          />
        ))}
    </figure>
  );
}
