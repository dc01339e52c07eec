import { Link } from '@tanstack/react-router';
import type { Container, ContainerDetail } from '../../api.ts';
import { buttonClass } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TimelineList } from '../timeline/timeline-list.tsx';

interface GonePanelProps {
  readonly id: string;
  /** As it was last; undefined: it was never seen here. */
  readonly last: ContainerDetail | undefined;
  /** What has its place now. */
  readonly successor: Container | undefined;
}

/** A full id; anything else is none, and nothing happened to it. */
const FULL_ID = /^[0-9a-f]{64}$/;

/** A container that is not there (any more): what stands in its place, and what happened to it. */
export function GonePanel({ id, last, successor }: GonePanelProps) {
  return (
    <>
      <Panel label="Not found">
        <EmptyState
          title={last === undefined ? 'There is no such container' : 'This container was removed'}
          action={
            <>
              {successor && (
                <Link
                  className={buttonClass('primary')}
                  to="/containers/$id"
                  params={{ id: successor.id }}
                >
                  To the new one
                </Link>
              )}
              <Link className={buttonClass()} to="/containers">
                To the containers
              </Link>
            </>
          }
        >
          {successor
            ? 'It was made anew: another one stands in its place under the same name, and goes on with its history of usage.'
            : 'It may have been removed, made anew, or belong to another project. What happened to it is kept.'}
        </EmptyState>
      </Panel>
      {FULL_ID.test(id) && (
        <Panel title="What happened to it">
          <TimelineList container={id} />
        </Panel>
      )}
    </>
  );
}
