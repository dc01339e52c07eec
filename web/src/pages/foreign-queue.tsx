import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { AddForm } from '../components/foreign/add-form.tsx';
import { stateOf } from '../components/foreign/foreign.ts';
import '../components/foreign/foreign.css';
import { ForeignDetail } from '../components/foreign/foreign-detail.tsx';
import { ForeignList } from '../components/foreign/foreign-list.tsx';
import { StateLinks } from '../components/foreign/state-links.tsx';
import { useForeignQueues } from '../components/foreign/use-foreign-queues.ts';
import { Page } from '../components/shell/page.tsx';
import { useMay } from '../may.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Note } from '../ui/notices.tsx';
import { StateBadge } from '../ui/state-badge.tsx';

const PARENT = { to: '/queues', label: 'Queues' } as const;

/** A queue of another program: its jobs by state, or one of them, or the form for a new one, as the address says. */
export function ForeignQueuePage() {
  const { queue } = useParams({ from: '/panel/queues/$queue' });
  const search = useSearch({ from: '/panel/queues/$queue' });
  const state = stateOf(search.state);
  const navigate = useNavigate();
  const { data, refetch } = useForeignQueues();
  const known = data?.items.find((item) => item.queue === queue);
  const writable = data?.writable === true;
  const mayAdd = useMay()('foreign.add', { queue }) && writable;
  const go = (next: { state?: string; job?: string; add?: string }) =>
    void navigate({ to: '/queues/$queue', params: { queue }, search: next });
  const isAdding = search.add !== undefined && mayAdd;
  return (
    <Page
      title={queue}
      parent={PARENT}
      heading={<span className="mono">{queue}</span>}
      actions={
        mayAdd &&
        !isAdding && (
          <Button tone="primary" onClick={() => go({ state, add: 'yes' })}>
            <Icon name="submit" size={12} /> Add a job
          </Button>
        )
      }
    >
      <div className="row wrap foreign-bar">
        <StateLinks queue={queue} state={state} counts={known?.counts} />
        <span className="row small t3">
          {known?.paused === true && <StateBadge state="paused" />}
          {known !== undefined && (known.version ?? 'made by an old BullMQ')}
        </span>
      </div>
      {data !== undefined && !writable && (
        <Note icon="lock">
          Read-only: the setting FOREIGN_QUEUES_WRITABLE does not allow changes to jobs of other
          programs.
        </Note>
      )}
      {isAdding && (
        <AddForm
          queue={queue}
          onAdded={(id) => go({ state, job: id })}
          onClose={() => go({ state })}
        />
      )}
      {search.job === undefined ? (
        <ForeignList queue={queue} state={state} onRefresh={() => void refetch()} />
      ) : (
        <>
          <p>
            <Link
              className={buttonClass('quiet')}
              to="/queues/$queue"
              params={{ queue }}
              search={{ state }}
            >
              Back to the {state} jobs
            </Link>
          </p>
          <ForeignDetail
            key={search.job}
            queue={queue}
            id={search.job}
            writable={writable}
            onRemoved={() => go({ state })}
          />
        </>
      )}
    </Page>
  );
}
