import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';
import { useNow } from '../../clock.ts';
import { useConnection } from '../../live-context.tsx';
import { useTRPC } from '../../trpc.ts';
import { ConnectionIndicator } from '../../ui/connection-indicator.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Banners } from './banners.tsx';
import { recentFailures } from './rail-counts.ts';

/** A page below the rail: its bar at the top and its main part. */
interface PageProps {
  /** In the window's title and, unless `heading` is given, as the heading. */
  title: string;
  heading?: ReactNode;
  /** The page above this one. */
  parent?: { to: '/jobs' | '/queues' | '/schedules' | '/containers'; label: string };
  /** Right in the bar: a range, one primary button. */
  actions?: ReactNode;
  children: ReactNode;
}

/** The first page that is shown leaves the focus where the browser put it; every later one takes it, so that it is read out. */
let shown = false;

function useHeading(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (shown) heading.current?.focus({ preventScroll: true });
    shown = true;
  }, []);
  const trpc = useTRPC();
  const { data: failures } = useQuery(
    trpc.stats.queryOptions(undefined, { select: (stats) => recentFailures(stats) }),
  );
  useEffect(() => {
    document.title = `${failures ? `(${failures}) ` : ''}${title} · Taskdeck`;
  }, [failures, title]);
  return heading;
}

function Indicator() {
  const connection = useConnection();
  return <ConnectionIndicator connection={connection} now={useNow()} />;
}

export function Page({ title, heading, parent, actions, children }: PageProps) {
  const trpc = useTRPC();
  const { data: me } = useQuery(trpc.me.queryOptions());
  const ref = useHeading(title);
  return (
    <div className="body">
      <header className="top">
        {parent && (
          <Link className="crumb" to={parent.to}>
            {parent.label} /
          </Link>
        )}
        <h1 className="clip" tabIndex={-1} ref={ref}>
          {heading ?? title}
        </h1>
        <span className="grow" />
        {actions}
        <Indicator />
        {me && <AccountMenu name={me.name} role={me.role} />}
      </header>
      <Banners />
      <main className="page" id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
