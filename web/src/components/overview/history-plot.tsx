import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import 'uplot/dist/uPlot.min.css';
import type { History } from '../../api.ts';
import { formatWhenExactly } from '../../format.ts';
import { historyGrid } from './history-grid.ts';
import { lanesInWords } from '../plots/lane.ts';
import { LABELS_PX, LanePlot, WIDE } from '../plots/lane-plot.tsx';
import { historyLanes } from './history-lanes.ts';
import './history-plot.css';

const HEIGHTS = [128, 116, 138] as const;

/** The queue over time: three plots on one time axis, each line named at its end. Loaded when first shown, as it carries uPlot. */
export function HistoryPlot({ history }: { history: History }) {
  const grid = useMemo(() => historyGrid(history), [history]);
  const lanes = useMemo(() => historyLanes(grid), [grid]);
  const [pointed, setPointed] = useState<number | null>(null);
  const { ref, width } = useElementSize();
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const at = pointed === null ? grid.times.at(-1) : grid.times[pointed];
  return (
    <figure className="history" ref={ref} aria-label={lanesInWords(lanes)}>
      <p className="history-at small t2" aria-hidden="true">
        {at !== undefined && `at ${formatWhenExactly(at * 1000, Date.parse(history.to))}`}
      </p>
      {width > 0 &&
        lanes.map((lane, i) => (
          <LanePlot
            // Another set of lines, or other colours, is another plot.
            key={[scheme, lane.title, ...lane.series.map(({ name }) => name)].join('\n')}
            lane={lane}
            grid={grid}
            width={width >= WIDE ? width - LABELS_PX : width}
            height={HEIGHTS[i] ?? 120}
            withTime={i === lanes.length - 1}
            pointed={pointed}
            onPoint={setPointed}
          />
        ))}
    </figure>
  );
}
