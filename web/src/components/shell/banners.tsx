import { useQuery } from '@tanstack/react-query';
import { formatClock } from '../../format.ts';
import { useConnection } from '../../live-context.tsx';
import { useTRPC } from '../../trpc.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/notices.tsx';

/** What concerns every page; each goes by itself when it is over. */
export function Banners() {
  const trpc = useTRPC();
  const { redisDownSince, updated, state } = useConnection();
  const { data: stats } = useQuery(trpc.stats.queryOptions());
  const { data: me } = useQuery(trpc.me.queryOptions());
  const redisAway = redisDownSince !== null && state !== 'offline';
  return (
    <div className="banners" aria-live="polite">
      {me?.readOnly === true && (
        <Note icon="lock">
          <b>Read-only.</b> This panel shows everything and changes nothing, whoever is signed in (
          <code>PANEL_READ_ONLY</code>).
        </Note>
      )}
      {redisAway && (
        <Note tone="fail" icon="failed">
          <b>Redis is away.</b> Nothing can be submitted; figures are from{' '}
          {formatClock(stats?.at ?? redisDownSince)}.
        </Note>
      )}
      {updated && (
        <Note
          tone="now"
          icon="restarting"
          action={<Button onClick={() => window.location.reload()}>Reload</Button>}
        >
          <b>The server was updated.</b> This page is from before; reload it when it suits you.
        </Note>
      )}
    </div>
  );
}
