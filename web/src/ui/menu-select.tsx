import { Icon } from './icon.tsx';
import './menu-select.css';

/** One of a few, where there is only room for a button: a native select that looks like one. */
interface MenuSelectProps<T extends string> {
  /** What is chosen, also shown. */
  label: string;
  /** null: nothing is chosen; then only the label is shown. */
  value: T | null;
  options: readonly { value: T; label: string }[];
  disabled?: boolean;
  onChange: (value: T) => void;
}

export function MenuSelect<T extends string>(props: MenuSelectProps<T>) {
  const { label, value, options, disabled, onChange } = props;
  const chosen = options.find((option) => option.value === value);
  return (
    <span className="btn menu-select" data-disabled={disabled || undefined}>
      <span aria-hidden="true">
        {label}
        {chosen && <span className="t3"> {chosen.label.toLowerCase()}</span>}
      </span>
      <Icon name="chevron" size={12} />
      <select
        aria-label={label}
        value={value ?? ''}
        disabled={disabled}
        onChange={(event) => {
          const next = options.find((option) => option.value === event.currentTarget.value);
          if (next) onChange(next.value);
        }}
      >
        {value === null && <option value="">{label}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </span>
  );
}
