import { NativeSelect, TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import '../inputs.css';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { TimeFilter } from '../timeline/time-filter.tsx';
import { ACTION_GROUPS, actionLabel } from './action-words.ts';
import { OUTCOMES, type AuditSearch } from './audit-search.ts';

interface ExactFieldProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly maxLength: number;
  readonly onApply: (value: string | undefined) => void;
}

/** A name that must match as a whole, so it is asked for when it is finished: by Enter, or by leaving the field. */
function ExactField({ label, value, maxLength, onApply }: ExactFieldProps) {
  const [typed, setTyped] = useState(value ?? '');
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    // The address changed, by this field or by something else: the field follows.
    setSeen(value);
    setTyped(value ?? '');
  }
  const apply = () => {
    const next = typed.trim() || undefined;
    if (next !== value) onApply(next);
  };
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={maxLength}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === 'Enter') apply();
      }}
    />
  );
}

/** Narrows the list; the address is the filter, so that it can be kept and passed on. */
export function AuditFilterBar({ search }: { readonly search: AuditSearch }) {
  const navigate = useNavigate();
  const go = (next: AuditSearch) => void navigate({ to: '/audit', search: next });
  const { action, outcome } = search;
  const chevron = <Icon name="chevron" />;
  const groups = [{ value: '', label: 'Every kind of change' }, ...ACTION_GROUPS];
  const isGroup = groups.some(({ value }) => value === (action ?? ''));
  return (
    <search className="filter-row">
      <ExactField
        label="Who"
        value={search.actor}
        maxLength={100}
        onApply={(actor) => go({ ...search, actor })}
      />
      <NativeSelect
        aria-label="Kind of change"
        value={action ?? ''}
        rightSection={chevron}
        data={
          isGroup || action === undefined
            ? groups
            : [...groups, { value: action, label: actionLabel(action) }]
        }
        onChange={(event) => go({ ...search, action: event.currentTarget.value || undefined })}
      />
      <ExactField
        label="Id or name concerned"
        value={search.object}
        maxLength={200}
        onApply={(object) => go({ ...search, object })}
      />
      <NativeSelect
        aria-label="Outcome"
        value={outcome ?? ''}
        rightSection={chevron}
        data={[{ value: '', label: 'Every outcome' }, ...OUTCOMES]}
        onChange={({ currentTarget: { value } }) =>
          go({ ...search, outcome: OUTCOMES.find((one) => one === value) })
        }
      />
      <TimeFilter times={search} onChange={(times) => go({ ...search, ...times })} />
      {Object.values(search).some((value) => value !== undefined) && (
        <Button tone="quiet" onClick={() => go({})}>
          <Icon name="cross" /> Clear
        </Button>
      )}
    </search>
  );
}
