import { NativeSelect, TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import '../inputs.css';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { formatNumber } from '../../format.ts';
import { useTRPC } from '../../trpc.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import './job-filter.css';
import { countOf, VIEWS, type View } from './list-view.ts';
import type { ListFilter } from './list-filter.ts';

/** What the address says for a filter: what is not narrowed is left out. */
const searchOf = ({ view, ...rest }: ListFilter) => ({
  state: view === 'all' ? undefined : view,
  ...rest,
});

/** A finished `tag:word ` is taken out of what was typed, an unfinished one is not searched for. */
function readSearch(typed: string): { q: string; tag: string | undefined } {
  const found = /(?:^|\s)tag:([\w.:-]{1,40})\s/i.exec(typed);
  return found === null
    ? { q: typed.replace(/(?:^|\s)tag:\S*$/i, ''), tag: undefined }
    : { q: typed.replace(found[0], ' ').trim(), tag: found[1] };
}

interface ViewLinksProps {
  readonly filter: ListFilter;
}

/** The states with how many jobs are in each, of all tasks. */
function ViewLinks({ filter }: ViewLinksProps) {
  const totals = useQuery(useTRPC().stats.queryOptions()).data?.totals;
  const isShown = (view: View): boolean =>
    view !== 'waiting-children' ||
    filter.view === view ||
    (totals !== undefined && countOf(view, totals) > 0);
  return (
    <nav className="job-views" aria-label="States">
      {VIEWS.filter(isShown).map((view) => (
        <Link
          key={view}
          to="/jobs"
          search={searchOf({ ...filter, view })}
          activeOptions={{ exact: true }}
          aria-current={view === filter.view ? 'true' : undefined}
        >
          {view === 'all' ? 'All' : <StateBadge state={view} />}
          {totals !== undefined && (
            <span className="job-count">{formatNumber(countOf(view, totals))}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}

interface ChipProps {
  readonly name: string;
  readonly value: string;
  readonly onRemove: () => void;
}

function Chip({ name, value, onRemove }: ChipProps) {
  return (
    <span className="job-chip">
      <span className="t3">{name}:</span>
      <span className="mono clip">{value}</span>
      <button type="button" aria-label={`Remove the filter ${name}:${value}`} onClick={onRemove}>
        <Icon name="cross" size={11} />
      </button>
    </span>
  );
}

/** Narrows the list; the address is the filter, so that it can be kept and passed on. */
export function JobFilterBar({ filter }: { readonly filter: ListFilter }) {
  const navigate = useNavigate();
  const tasks = useQuery(
    useTRPC().tasks.catalog.queryOptions(undefined, { staleTime: Infinity }),
  ).data;
  const go = (next: ListFilter, replace = false) =>
    void navigate({ to: '/jobs', search: searchOf(next), replace });
  const [typed, setTyped] = useState(filter.q ?? '');
  const [seen, setSeen] = useState(filter.q);
  if (seen !== filter.q) {
    // The address changed: by this field, or by a link or the way back, which the field then follows.
    setSeen(filter.q);
    if (typed.trim() !== (filter.q ?? '')) setTyped(filter.q ?? '');
  }
  const search = useDebouncedCallback(
    (q: string) => go({ ...filter, q: q.trim() || undefined }, true),
    250,
  );
  const type = (text: string) => {
    const { q, tag } = readSearch(text);
    setTyped(tag === undefined ? text : q);
    if (tag !== undefined) go({ ...filter, q: q.trim() || undefined, tag });
    // A tag that is not finished is not searched for; nor is one any more that was.
    search(q);
  };
  const names = new Set(tasks?.items.map((task) => task.name));
  if (filter.task !== undefined) names.add(filter.task);
  return (
    <div className="job-filter">
      <ViewLinks filter={filter} />
      <div className="row job-narrow">
        <NativeSelect
          aria-label="Task"
          value={filter.task ?? ''}
          rightSection={<Icon name="chevron" />}
          data={[{ value: '', label: 'All tasks' }, ...names]}
          onChange={(event) => go({ ...filter, task: event.currentTarget.value || undefined })}
        />
        <TextInput
          type="search"
          aria-label="Part of an id or task name"
          placeholder="Part of an id or task, or tag:…"
          maxLength={100}
          value={typed}
          leftSection={<Icon name="search" />}
          onChange={(event) => type(event.currentTarget.value)}
          onKeyDown={(event) => {
            // A tag ends with a blank, or with Enter.
            if (event.key === 'Enter') type(`${event.currentTarget.value} `);
          }}
        />
        {filter.tag !== undefined && (
          <Chip name="tag" value={filter.tag} onRemove={() => go({ ...filter, tag: undefined })} />
        )}
        {filter.fingerprint !== undefined && (
          <Chip
            name="failures"
            value={filter.fingerprint.slice(0, 6)}
            onRemove={() => go({ ...filter, fingerprint: undefined })}
          />
        )}
        {(filter.task !== undefined || filter.q !== undefined) && (
          <Button
            tone="quiet"
            onClick={() => {
              setTyped('');
              go({ ...filter, task: undefined, q: undefined });
            }}
          >
            <Icon name="cross" /> Clear
          </Button>
        )}
      </div>
    </div>
  );
}
