import type { ReactNode } from 'react';
import './key-value.css';

/** Facts by name. `row` puts them side by side, as below a page's title; `list` below each other. */
interface KeyValueProps {
  items: readonly { key: string; value: ReactNode }[];
  layout?: 'row' | 'list';
}

export function KeyValue({ items, layout = 'list' }: KeyValueProps) {
  return (
    <dl className={`facts ${layout}`}>
      {items.map(({ key, value }) => (
        <div key={key}>
          <dt className="label">{key}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
