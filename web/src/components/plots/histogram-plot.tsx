import { useElementSize } from '@mantine/hooks';
import { useState, type PointerEvent } from 'react';
import { formatNumber, formatPercent } from '../../format.ts';
import './histogram-plot.css';
import { layoutHistogram, type Bar, type HistogramData } from './histogram.ts';

interface HistogramPlotProps {
  readonly data: HistogramData;
  /** What is counted, for the axis: "discounted payoff". */
  readonly of: string;
  /** A value to mark with a line, and the range around it that it lies in with 95 % confidence. */
  readonly mark: {
    readonly label: string;
    readonly value: number;
    readonly band: readonly [number, number];
  };
  /** The last bar also counts all above its end. */
  readonly openEnd: boolean;
  /** The marked value and its range, exactly. */
  readonly formatMark: (value: number) => string;
  /** A value as it is written on the axis and in the readout. */
  readonly format: (value: number) => string;
}

const HEIGHT = 300;
const TOP = 42;
const BOTTOM = 24;
/** Of the words beside a cut bar, about. */
const NOTE_WIDTH = 150;

/** A cut through a bar that is taller than the plot, in the colour of the paper. */
function Cut({ bar }: { readonly bar: Bar }) {
  const y = TOP + 14;
  const end = bar.x + bar.width + 1;
  return <path className="hist-cut" d={`M${bar.x - 1} ${y + 4}L${end} ${y - 3}`} />;
}

/** Counts as bars over their range, with one value marked. Follows the width it is given; pointing at a bar reads it out. */
export function HistogramPlot(props: HistogramPlotProps) {
  const { data, of, mark, openEnd, formatMark, format } = props;
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [pointed, setPointed] = useState<number | null>(null);
  const base = HEIGHT - BOTTOM;
  const { bars, x, ticks } = layoutHistogram(data, Math.max(0, width), base - TOP);
  const tallest = bars.reduce<Bar | null>(
    (a, b) => (a === null || b.count > a.count ? b : a),
    null,
  );
  const barWords = (bar: Bar): string => {
    const range =
      openEnd && bar === bars.at(-1)
        ? `${format(bar.from)} and above`
        : `${format(bar.from)} to ${format(bar.to)}`;
    return `${range}: ${formatNumber(bar.count)}, ${formatPercent(bar.share * 100)}`;
  };
  const cut = bars.find((bar) => bar.cut);
  const at = x(mark.value);
  const labelLeft = at > width * 0.6;
  const [low, high] = mark.band;
  // Beside the cut bar, but not under the marked line.
  const noteAt = cut ? cut.x + cut.width + 6 : 0;
  const noteX = at > noteAt - 4 && at < noteAt + NOTE_WIDTH ? at + 6 : noteAt;

  const pointedBar = pointed === null ? undefined : bars[pointed];
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    setPointed(bars.findLastIndex((bar) => bar.x <= left));
  };

  return (
    <div ref={ref} className="hist">
      {width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          className="hist-chart"
          role="img"
          aria-label={`Histogram of the ${of}. ${mark.label} ${formatMark(mark.value)}. ${tallest ? `Most often ${barWords(tallest)}.` : ''}`}
          onPointerMove={point}
          onPointerLeave={() => setPointed(null)}
        >
          <rect
            className="hist-band"
            x={x(low)}
            y={TOP}
            width={Math.max(2, x(high) - x(low))}
            height={base - TOP}
          />
          {bars.map((bar, index) => (
            <rect
              key={bar.from}
              className="hist-bar"
              data-pointed={index === pointed || undefined}
              x={bar.x}
              y={base - bar.height}
              width={bar.width}
              height={bar.height}
            />
          ))}
          {cut && <Cut bar={cut} />}
          {cut && (
            <text x={noteX} y={TOP + 16} className="hist-note">
              {formatPercent(cut.share * 100)} at {format(cut.from)} to {format(cut.to)}
            </text>
          )}
          <path className="hist-axis" d={`M0 ${base}H${width}`} />
          {ticks.map((tick) => (
            <text
              key={tick.value}
              x={Math.min(width, Math.max(0, tick.x))}
              y={HEIGHT - 8}
              textAnchor={tick.x < 12 ? 'start' : tick.x > width - 12 ? 'end' : 'middle'}
            >
              {format(tick.value)}
            </text>
          ))}
          <path className="hist-mark" d={`M${at} 6V${base}`} />
          <text
            x={labelLeft ? at - 6 : at + 6}
            y={14}
            textAnchor={labelLeft ? 'end' : 'start'}
            className="hist-label"
          >
            {mark.label} {formatMark(mark.value)}
          </text>
          <text x={labelLeft ? at - 6 : at + 6} y={28} textAnchor={labelLeft ? 'end' : 'start'}>
            95 % within {formatMark(low)} to {formatMark(high)}
          </text>
        </svg>
      )}
      <p className="hist-readout" aria-hidden="true">
        {pointedBar ? barWords(pointedBar) : of}
      </p>
    </div>
  );
}
