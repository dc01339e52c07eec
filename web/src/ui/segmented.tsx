import { useId } from 'react';
import './segmented.css';

/** One of a few: native radio buttons that look like a strip, so that arrow keys and screen readers work as ever. */
interface SegmentedProps<T extends string> {
  /** What is chosen here, for screen readers. */
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}

export function Segmented<T extends string>(props: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset className="seg">
      <legend className="vh">{props.label}</legend>
      {props.options.map(({ value, label }) => (
        <label key={value} className={value === props.value ? 'on' : undefined}>
          <input
            type="radio"
            name={name}
            checked={value === props.value}
            onChange={() => props.onChange(value)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
