import { NativeSelect } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import '../inputs.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { shortContainerId } from '../../format.ts';
import { useTRPC } from '../../trpc.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { containerName } from '../containers/container-words.ts';
import { TimeFilter } from './time-filter.tsx';
import { isNarrowed, type TimelineSearch } from './timeline-search.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Choices with the one in force among them: what it names may be gone. */
const withChosen = (choices: readonly Choice[], chosen: Choice | undefined): Choice[] =>
  chosen === undefined || choices.some(({ value }) => value === chosen.value)
    ? [...choices]
    : [...choices, chosen];

/** Narrows the list by place and time; the address is the filter, so that it can be kept and passed on. */
export function TimelineFilterBar({ search }: { readonly search: TimelineSearch }) {
  const navigate = useNavigate();
  const { data } = useQuery(useTRPC().containers.queryOptions());
  const go = (next: TimelineSearch) => void navigate({ to: '/timeline', search: next });
  const { service, container } = search;
  const items = data?.items ?? [];
  const services = [...new Set(items.map((item) => item.service))]
    .filter((name) => name !== null)
    .sort((a, b) => a.localeCompare(b));
  const containers = items
    .filter((item) => service === undefined || item.service === service)
    .map((item) => ({ value: item.id, label: containerName(item, data?.engine.project ?? null) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const chevron = <Icon name="chevron" />;
  return (
    <div className="filter-row">
      <NativeSelect
        aria-label="Service"
        value={service ?? ''}
        rightSection={chevron}
        data={withChosen(
          [
            { value: '', label: 'All services' },
            ...services.map((name) => ({ value: name, label: name })),
          ],
          service === undefined ? undefined : { value: service, label: service },
        )}
        onChange={(event) =>
          go({ ...search, service: event.currentTarget.value || undefined, container: undefined })
        }
      />
      <NativeSelect
        aria-label="Container"
        value={container ?? ''}
        rightSection={chevron}
        data={withChosen(
          [{ value: '', label: 'All containers' }, ...containers],
          container === undefined
            ? undefined
            : { value: container, label: `${shortContainerId(container)}, gone` },
        )}
        onChange={(event) => go({ ...search, container: event.currentTarget.value || undefined })}
      />
      <TimeFilter times={search} onChange={(times) => go({ ...search, ...times })} />
      {isNarrowed(search) && (
        <Button tone="quiet" onClick={() => go({})}>
          <Icon name="cross" /> Clear
        </Button>
      )}
    </div>
  );
}
