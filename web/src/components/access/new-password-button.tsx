import { useId, useRef } from 'react';
import { errorWords } from '../../errors.ts';
import { Button } from '../../ui/button.tsx';
import '../../ui/dialog.css';
import { ErrorState } from '../../ui/notices.tsx';
import { PasswordField } from './password-field.tsx';
import { useAccountChanges } from './use-accounts.ts';
import { isToldAt, judgeAll, useField } from './use-field.ts';

/** Gives an account a new password, for who forgot the old one. */
export function NewPasswordButton({ name }: { readonly name: string }) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const { update } = useAccountChanges();
  const password = useField();
  const error = update.error && errorWords(update.error);
  const fields = error?.fields ?? {};
  const close = () => dialog.current?.close();
  return (
    <>
      <Button aria-label={`New password for ${name}`} onClick={() => dialog.current?.showModal()}>
        New password
      </Button>
      <dialog
        ref={dialog}
        className="dialog access-dialog"
        aria-labelledby={`${id}-title`}
        // However it is closed, nothing of it stays.
        onClose={() => {
          password.clear();
          update.reset();
        }}
      >
        <h2 id={`${id}-title`}>New password for {name}</h2>
        <form
          className="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (update.isPending || !judgeAll(password)) return;
            update.mutate({ name, password: password.value }, { onSuccess: close });
          }}
        >
          <p className="t2">Tell it to them; they can change it. All of their sessions end.</p>
          {error && !isToldAt(fields, 'password') && <ErrorState error={error} />}
          <PasswordField
            id={`${id}-password`}
            label="New password"
            help="At least 12 characters"
            autoComplete="new-password"
            value={password.value}
            fault={password.fault(fields['password'])}
            onType={password.onType}
          />
          <div className="row access-dialog-buttons">
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" tone="primary" disabled={update.isPending}>
              {update.isPending ? 'Setting…' : 'Set the password'}
            </Button>
          </div>
        </form>
      </dialog>
    </>
  );
}
