import { useState } from 'react';
import { useNow } from '../../clock.ts';
import { errorWords } from '../../errors.ts';
import { formatAgo, formatCount, formatWhen } from '../../format.ts';
import { useMay } from '../../may.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useRecover } from '../use-recover.ts';
import { QueryError } from '../query-error.tsx';
import { expiryWords, type ApiToken } from './access.ts';
import { TokenForm } from './token-form.tsx';
import { TokenMade } from './token-made.tsx';
import { useTokens } from './use-tokens.ts';

/** What programs sign in with. */
export function TokensPanel() {
  const may = useMay();
  const { query, create, revoke } = useTokens();
  const [isAdding, setAdding] = useState(false);
  const { data, error, refetch } = query;
  useRecover(() => void refetch());
  const tokens = data?.items;
  const add = may('tokens.create') && !isAdding && (
    <Button
      onClick={() => {
        // The one before is not shown again either.
        create.reset();
        setAdding(true);
      }}
    >
      Make a token
    </Button>
  );
  return (
    <Panel
      title={tokens?.length ? formatCount(tokens.length, 'API token') : 'API tokens'}
      aside={tokens !== undefined && tokens.length > 0 && add}
    >
      {isAdding && <TokenForm create={create} onClose={() => setAdding(false)} />}
      {!isAdding && create.data && (
        <TokenMade key={create.data.id} made={create.data} onClose={create.reset} />
      )}
      <QueryError query={query} />
      {revoke.error && <ErrorState error={errorWords(revoke.error)} />}
      {tokens === undefined && !error && <Skeleton lines={2} lineHeight={48} />}
      {tokens?.length === 0 && !isAdding && (
        <EmptyState title="No tokens yet" action={add}>
          A program signs in with a token of its own: it has a role and an end, and can be revoked
          without touching anything else.
        </EmptyState>
      )}
      {tokens !== undefined && tokens.length > 0 && (
        <ul>
          {tokens.map((token) => (
            <TokenRow
              key={token.id}
              token={token}
              isBusy={revoke.isPending}
              {...(may('tokens.revoke') && { onRevoke: () => revoke.mutate({ id: token.id }) })}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface TokenRowProps {
  readonly token: ApiToken;
  readonly isBusy: boolean;
  /** Left out where it may not be revoked. */
  readonly onRevoke?: () => void;
}

function TokenRow({ token, isBusy, onRevoke }: TokenRowProps) {
  const now = useNow();
  const { name, role, createdBy, createdAt, expiresAt, lastUsedAt } = token;
  const isExpired = expiresAt !== null && Date.parse(expiresAt) <= now;
  return (
    <li className="access-row access-pair" aria-label={name}>
      <div className="access-what">
        <p className="row">
          <span className="m clip">{name}</span>
          <span className="t3">{role}</span>
          {isExpired && <span className="tag risk">expired</span>}
        </p>
        <p className="small t3">
          {lastUsedAt === null ? 'never used' : `used ${formatAgo(lastUsedAt, now)}`}, made{' '}
          {formatWhen(createdAt, now)} by {createdBy}
          {!isExpired && `, ${expiryWords(expiresAt, now)}`}
        </p>
      </div>
      <div className="access-buttons">
        {onRevoke && (
          <ConfirmButton
            tone="danger"
            aria-label={`Revoke ${name}`}
            question={`Revoke “${name}”?`}
            outcome="Programs that use it are refused from now on. It can’t be brought back."
            keep="Keep it"
            action={
              <Button tone="danger" disabled={isBusy} onClick={onRevoke}>
                Revoke
              </Button>
            }
          >
            Revoke
          </ConfirmButton>
        )}
      </div>
    </li>
  );
}
