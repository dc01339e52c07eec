import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { errorWords } from '../../errors.ts';
import { LiveProvider } from '../../live-context.tsx';
import { useTRPC } from '../../trpc.ts';
import { ErrorState } from '../../ui/notices.tsx';
import { Rail, TabBar } from './rail.tsx';
import './shell.css';

/**
 * Rail, page and tab bar around everything that needs a sign-in. Who is signed in is asked first, so that nobody sees
 * an empty panel flash by on the way to the sign-in page.
 */
export function AppShell() {
  const trpc = useTRPC();
  const me = useQuery(trpc.me.queryOptions(undefined, { staleTime: 60_000 }));
  if (me.data === undefined) {
    const error = me.isError ? errorWords(me.error) : null;
    // Without a session the way leads to the sign-in page: nothing to say here.
    if (error === null || error.code === 'UNAUTHORIZED') return null;
    return (
      <main className="page">
        <h1>Taskdeck</h1>
        <ErrorState error={error} onRetry={() => void me.refetch()} />
      </main>
    );
  }
  return (
    <LiveProvider enabled>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <div className="app">
        <Rail version={me.data.version} project={me.data.project} />
        <Outlet />
        <TabBar />
      </div>
    </LiveProvider>
  );
}
