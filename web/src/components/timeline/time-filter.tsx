import { NativeSelect } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import '../inputs.css';
import { useNow } from '../../clock.ts';
import { formatWhenExactly } from '../../format.ts';
import { Icon } from '../../ui/icon.tsx';
import './time-filter.css';
import { SPANS, type SpanName } from './timeline-search.ts';

/** When: the last so long, or two times that the address names. */
interface Times {
  readonly since?: SpanName | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

interface TimeFilterProps {
  readonly times: Times;
  readonly onChange: (times: Times) => void;
}

/** Narrows a list by time: a choice of spans, or the times of the address, which can be removed. */
export function TimeFilter({ times: { since, from, to }, onChange }: TimeFilterProps) {
  const now = useNow();
  const none = { since: undefined, from: undefined, to: undefined };
  if (from === undefined && to === undefined)
    return (
      <NativeSelect
        aria-label="Time"
        value={since ?? ''}
        rightSection={<Icon name="chevron" />}
        data={[{ value: '', label: 'All that is kept' }, ...SPANS]}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...none, since: SPANS.find((span) => span.value === value)?.value })
        }
      />
    );
  const words = [
    from !== undefined && `from ${formatWhenExactly(from, now)}`,
    to !== undefined && `until ${formatWhenExactly(to, now)}`,
  ];
  return (
    <span className="time-filter">
      <span className="clip">{words.filter(Boolean).join(' ')}</span>
      <button type="button" aria-label="Remove the filter by time" onClick={() => onChange(none)}>
        <Icon name="cross" size={11} />
      </button>
    </span>
  );
}
