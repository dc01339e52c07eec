import { useQuery } from '@tanstack/react-query';
import '../components/access/access.css';
import { AccountsPanel } from '../components/access/accounts-panel.tsx';
import { OwnAccountPanel } from '../components/access/own-account-panel.tsx';
import { SessionsPanel } from '../components/access/sessions-panel.tsx';
import { TokensPanel } from '../components/access/tokens-panel.tsx';
import { useSessions } from '../components/access/use-sessions.ts';
import { Page } from '../components/shell/page.tsx';
import { useRecover } from '../components/use-recover.ts';
import { useMay } from '../may.ts';
import { useTRPC } from '../trpc.ts';

/** Who one is here and where one is signed in; for admins who else is, and what programs sign in with. */
export function SettingsPage() {
  const trpc = useTRPC();
  const may = useMay();
  const me = useQuery(trpc.me.queryOptions()).data;
  const own = useQuery(trpc.accounts.own.queryOptions());
  const sessions = useSessions();
  useRecover(() => {
    void own.refetch();
    void sessions.query.refetch();
  });
  // Around the pages stands a part that waits for it.
  if (me === undefined) return null;
  const { account } = own.data ?? {};
  const panel = { sessions, own: me.name };
  return (
    <Page title="Settings">
      <div className="settings">
        <div className="settings-own">
          <OwnAccountPanel
            name={me.name}
            role={me.role}
            from={account === undefined || account === null ? account : account.from}
          />
          <SessionsPanel {...panel} whose="own" />
          {!may('accounts.list') && (
            <p className="small t3">
              Admins keep the accounts of others and the tokens of programs.
            </p>
          )}
        </div>
        <div className="settings-all">
          {may('accounts.list') && <AccountsPanel own={me.name} />}
          {may('tokens.list') && <TokensPanel />}
          {may('accounts.list') && <SessionsPanel {...panel} whose="others" />}
        </div>
      </div>
    </Page>
  );
}
