import { useNow } from '../../clock.ts';
import { errorWords } from '../../errors.ts';
import { formatAgo } from '../../format.ts';
import type { May } from '../../may.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmButton } from '../../ui/confirm-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorState } from '../../ui/notices.tsx';
import { labelOf, type Account } from './access.ts';
import { NewPasswordButton } from './new-password-button.tsx';
import { RoleSelect } from './role-select.tsx';
import { useAccountChanges } from './use-accounts.ts';

interface AccountRowProps {
  readonly account: Account;
  /** Whether it is that of whoever looks: then it is changed above, and locks nobody out by mistake. */
  readonly isOwn: boolean;
  readonly may: May;
}

/** One who may sign in, and what can be done about it. */
export function AccountRow({ account, isOwn, may }: AccountRowProps) {
  const now = useNow();
  const { update, remove } = useAccountChanges();
  const { name, role, enabled, lastSignInAt, from } = account;
  const isBusy = update.isPending || remove.isPending;
  const mayUpdate = may('accounts.update') && !isOwn;
  const error = remove.error ?? update.error;
  return (
    <li className="access-row" aria-label={name}>
      <div className="access-what">
        <p className="row">
          <span className="m clip">{name}</span>
          {isOwn && <span className="tag plain">you</span>}
          {!enabled && <span className="tag risk">disabled</span>}
        </p>
        <p className="small t3">
          {lastSignInAt === null ? 'never signed in' : `signed in ${formatAgo(lastSignInAt, now)}`}
          {from === 'oidc' && ', by the identity provider'}
        </p>
      </div>
      <div className="access-role">
        {mayUpdate && from === 'password' ? (
          <RoleSelect
            label={`Role of ${name}`}
            value={role}
            disabled={isBusy}
            onChange={(chosen) => update.mutate({ name, role: chosen })}
          />
        ) : (
          labelOf(role)
        )}
      </div>
      <div className="access-buttons">
        {mayUpdate && (
          <>
            {from === 'password' && <NewPasswordButton name={name} />}
            <Button
              data-switch
              aria-label={`${enabled ? 'Disable' : 'Enable'} ${name}`}
              disabled={isBusy}
              onClick={() => update.mutate({ name, enabled: !enabled })}
            >
              {enabled ? 'Disable' : 'Enable'}
            </Button>
          </>
        )}
        {may('accounts.remove') && !isOwn && (
          <ConfirmButton
            tone="danger"
            square
            aria-label={`Remove ${name}`}
            question={`Remove ${name}?`}
            outcome="Whoever it is can’t sign in any more, and all of their sessions end. What they did stays in the audit. To keep somebody out for a time, disable the account."
            keep="Keep it"
            action={
              <Button tone="danger" disabled={isBusy} onClick={() => remove.mutate({ name })}>
                Remove
              </Button>
            }
          >
            <Icon name="bin" />
          </ConfirmButton>
        )}
      </div>
      {error && (
        <div className="access-wide">
          <ErrorState error={errorWords(error)} />
        </div>
      )}
    </li>
  );
}
