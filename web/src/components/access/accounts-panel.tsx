import { useState } from 'react';
import { formatCount } from '../../format.ts';
import { useMay } from '../../may.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, Skeleton } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useRecover } from '../use-recover.ts';
import { QueryError } from '../query-error.tsx';
import { AccountForm } from './account-form.tsx';
import { AccountRow } from './account-row.tsx';
import { useAccounts } from './use-accounts.ts';

/** Who may sign in. `own`: the name of whoever looks. */
export function AccountsPanel({ own }: { readonly own: string }) {
  const may = useMay();
  const query = useAccounts();
  const { data, error, refetch } = query;
  const [isAdding, setAdding] = useState(false);
  useRecover(() => void refetch());
  const accounts = data?.items;
  const add = may('accounts.create') && !isAdding && (
    <Button onClick={() => setAdding(true)}>Add an account</Button>
  );
  return (
    <Panel
      title={accounts?.length ? formatCount(accounts.length, 'account') : 'Accounts'}
      aside={accounts !== undefined && accounts.length > 0 && add}
    >
      {isAdding && <AccountForm onClose={() => setAdding(false)} />}
      <QueryError query={query} />
      {accounts === undefined && !error && <Skeleton lines={2} lineHeight={48} />}
      {accounts?.length === 0 && !isAdding && (
        <EmptyState title="Nobody has an account yet" action={add}>
          Until somebody has, the only way in is a link that the server prints when it starts.
        </EmptyState>
      )}
      {accounts !== undefined && accounts.length > 0 && (
        <>
          <ul>
            {accounts.map((account) => (
              <AccountRow
                key={account.name}
                account={account}
                isOwn={account.name === own}
                may={may}
              />
            ))}
          </ul>
          <p className="access-foot small t3">
            A new role or password, and disabling, end the sessions of the account.
          </p>
        </>
      )}
    </Panel>
  );
}
