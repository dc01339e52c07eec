import { useEffect, useId, useRef } from 'react';
import { useNow } from '../../clock.ts';
import type { Credentials } from '../../session.ts';
import { Button } from '../../ui/button.tsx';
import { NameField } from './name-field.tsx';
import { PasswordField } from './password-field.tsx';
import { RefusalNote } from './refusal-note.tsx';
import { refusalOf } from './sign-in-words.ts';
import { judgeAll, useField } from './use-field.ts';

interface SignInFormProps {
  readonly isPending: boolean;
  /** Why the last attempt was refused; null: it was not, or there was none. */
  readonly error: unknown;
  /** When that attempt was made, epoch ms. */
  readonly at: number;
  readonly onSend: (credentials: Credentials) => void;
}

/** Name and password, as password managers know them. */
export function SignInForm({ isPending, error, at, onSend }: SignInFormProps) {
  const id = useId();
  const now = useNow();
  const name = useField();
  const password = useField();
  const first = useRef<HTMLInputElement>(null);
  // What one comes here for.
  useEffect(() => first.current?.focus(), []);
  return (
    <form
      className="stack"
      aria-label="Sign in"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isPending || !judgeAll(name, password)) return;
        onSend({ name: name.value, password: password.value });
      }}
    >
      {error !== null && <RefusalNote refusal={refusalOf(error, { by: 'password', at }, now)} />}
      <NameField
        id={`${id}-name`}
        autoComplete="username"
        inputRef={first}
        value={name.value}
        fault={name.fault()}
        onType={name.onType}
      />
      <PasswordField
        id={`${id}-password`}
        label="Password"
        autoComplete="current-password"
        value={password.value}
        fault={password.fault()}
        onType={password.onType}
      />
      <div className="row">
        <Button type="submit" tone="primary" big disabled={isPending}>
          {isPending ? 'Signing in…' : 'Sign in'}
        </Button>
      </div>
    </form>
  );
}
