import { Link } from '@tanstack/react-router';
import { useAim } from '../aim.ts';
import '../components/schedules/schedule-list.css';
import { QueryError } from '../components/query-error.tsx';
import { ScheduleRow } from '../components/schedules/schedule-row.tsx';
import type { Schedule } from '../components/schedules/schedule.ts';
import { useSchedules } from '../components/schedules/use-schedules.ts';
import { Page } from '../components/shell/page.tsx';
import { useRecover } from '../components/use-recover.ts';
import { formatCount } from '../format.ts';
import { useIsLive } from '../live-context.tsx';
import { useMay } from '../may.ts';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState, Skeleton } from '../ui/notices.tsx';
import { Panel } from '../ui/panel.tsx';

/** `4 schedules, 1 paused`. */
function summary(schedules: readonly Schedule[]): string {
  const paused = schedules.filter((schedule) => schedule.paused).length;
  return `${formatCount(schedules.length, 'schedule')}${paused > 0 ? `, ${paused} paused` : ''}`;
}

/** What runs by the clock: when next, what became of it last, and what did not happen. */
export function SchedulesPage() {
  const { schedules, ...query } = useSchedules();
  const { error, refetch, isError } = query;
  const isLive = useIsLive();
  useRecover(() => {
    if (isError) void refetch();
  });
  useAim(schedules !== undefined);
  const mayMake = useMay()('schedules.create');
  const make = (tone: 'primary' | 'default') => (
    <Link className={buttonClass(tone)} to="/schedules/new">
      New schedule
    </Link>
  );
  return (
    <Page title="Schedules" actions={mayMake && schedules?.length !== 0 && make('primary')}>
      <QueryError query={query} />
      {schedules === undefined && !error && (
        <Panel label="Schedules">
          <Skeleton lines={4} lineHeight={60} />
        </Panel>
      )}
      {schedules?.length === 0 && (
        <Panel label="Schedules">
          <EmptyState title="Nothing runs by the clock" action={mayMake && make('primary')}>
            A schedule queues a job of a task every so often, or at the times of a cron expression.
            {!mayMake && ' Admins make them.'}
          </EmptyState>
        </Panel>
      )}
      {schedules !== undefined && schedules.length > 0 && (
        <Panel title={summary(schedules)} stale={!isLive || isError}>
          <ul>
            {schedules.map((schedule) => (
              <ScheduleRow key={schedule.id} schedule={schedule} />
            ))}
          </ul>
        </Panel>
      )}
    </Page>
  );
}
