import { formatNumber, NONE } from '../../format.ts';
import { HistogramPlot } from '../plots/histogram-plot.tsx';
import './pricing-result.css';
import { priceDecimals, type Pricing } from './pricing.ts';

/** A price by simulation: its figures, and how the discounted payoffs spread around it. */
export function PricingResult({ pricing }: { readonly pricing: Pricing }) {
  const decimals = priceDecimals(pricing.standardError);
  const exact = (value: number): string => value.toFixed(decimals);
  const [low, high] = pricing.band;
  const axis = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
  const figures = [
    ['Price', exact(pricing.price)],
    ['Standard error', exact(pricing.standardError)],
    ['95 % confidence', `± ${exact((high - low) / 2)}`],
    [
      'Paths per second',
      pricing.pathsPerSecond === null ? NONE : formatNumber(pricing.pathsPerSecond),
    ],
  ] as const;
  return (
    <div className="pricing">
      <dl>
        {figures.map(([name, figure]) => (
          <div key={name}>
            <dt className="label">{name}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
      <HistogramPlot
        data={pricing.histogram}
        of="discounted payoffs"
        openEnd
        mark={{ label: 'price', value: pricing.price, band: pricing.band }}
        formatMark={exact}
        format={(value) => axis.format(value)}
      />
    </div>
  );
}
