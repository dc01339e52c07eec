import { useId } from 'react';
import { useNow } from '../../clock.ts';
import { errorWords } from '../../errors.ts';
import type { Credentials } from '../../session.ts';
import { Button } from '../../ui/button.tsx';
import { NameField } from './name-field.tsx';
import { PasswordField } from './password-field.tsx';
import { RefusalNote } from './refusal-note.tsx';
import { refusalOf } from './sign-in-words.ts';
import { isToldAt, judgeAll, useField } from './use-field.ts';

interface LinkFormProps {
  readonly isPending: boolean;
  /** Why the last attempt was refused; null: it was not, or there was none. */
  readonly error: unknown;
  /** When that attempt was made, epoch ms. */
  readonly at: number;
  /** With the first account, or null for going on without one. */
  readonly onSend: (account: Credentials | null) => void;
  readonly onUsePassword: () => void;
}

/** What to do with a sign-in link: make the first account with it, so that the next time a password will do, or just come in. */
export function LinkForm({ isPending, error, at, onSend, onUsePassword }: LinkFormProps) {
  const id = useId();
  const now = useNow();
  const name = useField();
  const password = useField();
  const words = error === null ? null : errorWords(error);
  const fields = words?.fields ?? {};
  const isTold = isToldAt(fields, 'account.name', 'account.password');
  // Else the link is used up, or there are accounts by now: it opens nothing.
  const mayMake = words?.code !== 'UNAUTHORIZED' && words?.code !== 'CONFLICT';
  return (
    <div className="stack">
      {words !== null && !isTold && (
        <RefusalNote refusal={refusalOf(error, { by: 'link', at }, now)} />
      )}
      {mayMake && (
        <form
          className="stack"
          aria-label="First account"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (isPending || !judgeAll(name, password)) return;
            onSend({ name: name.value, password: password.value });
          }}
        >
          <p className="t2">
            Make the first account, an admin’s. It signs in by password from now on, and lets others
            in.
          </p>
          <NameField
            id={`${id}-name`}
            autoComplete="username"
            value={name.value}
            fault={name.fault(fields['account.name'])}
            onType={name.onType}
          />
          <PasswordField
            id={`${id}-password`}
            label="Password"
            help="At least 12 characters; length is what counts"
            autoComplete="new-password"
            value={password.value}
            fault={password.fault(fields['account.password'])}
            onType={password.onType}
          />
          <div className="row">
            <Button type="submit" tone="primary" big disabled={isPending}>
              {isPending ? 'One moment…' : 'Make the account'}
            </Button>
          </div>
        </form>
      )}
      {mayMake ? (
        <div className="stack sign-in-other">
          <div className="row">
            <Button disabled={isPending} onClick={() => onSend(null)}>
              Continue without an account
            </Button>
          </div>
          <p className="small t2">
            You are in as an admin for up to 7 days. After that it takes a new link, which a restart
            of the server prints as long as there is no account.
          </p>
        </div>
      ) : (
        <div className="row">
          <Button onClick={onUsePassword}>Sign in by password</Button>
        </div>
      )}
    </div>
  );
}
