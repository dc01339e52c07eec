import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { errorWords, isTransient } from '../../errors.ts';
import { LiveProvider } from '../../live-context.tsx';
import { useTRPC } from '../../trpc.ts';
import { ErrorState, Skeleton } from '../../ui/notices.tsx';
import { useStartedActions } from '../actions/started-actions.ts';
import { Rail } from './rail.tsx';
import './shell.css';
import { TabBar } from './tab-bar.tsx';

const ActionToasts = lazy(async () => ({
  default: (await import('../actions/action-toasts.tsx')).ActionToasts,
}));

const RETRY_MS = 2_000;

/** Where the page will stand, while the server is asked who one is; shows only if that takes long. */
function Opening() {
  return (
    <main className="page">
      <Skeleton lines={4} />
    </main>
  );
}

/**
 * Rail, page and tab bar around everything that needs a sign-in. Who is signed in is asked first, so that nobody sees
 * an empty panel flash by on the way to the sign-in page.
 */
export function AppShell() {
  const started = useStartedActions();
  const trpc = useTRPC();
  const me = useQuery(
    trpc.me.queryOptions(undefined, {
      staleTime: 60_000,
      // Without an answer there is no page: asked until one comes.
      retry: (_, error) => isTransient(error),
      retryDelay: RETRY_MS,
    }),
  );
  if (me.data === undefined) {
    const error = me.failureReason === null ? null : errorWords(me.failureReason);
    // Without a session the way leads to the sign-in page: nothing to say here.
    if (error === null || error.code === 'UNAUTHORIZED') return <Opening />;
    return (
      <main className="page">
        <h1>Taskdeck</h1>
        <ErrorState error={error} onRetry={() => void me.refetch()} />
      </main>
    );
  }
  return (
    <LiveProvider>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <div className="app">
        <Rail version={me.data.version} project={me.data.project} />
        <Outlet />
        <TabBar />
      </div>
      {started.length > 0 && (
        <Suspense>
          <ActionToasts />
        </Suspense>
      )}
    </LiveProvider>
  );
}
