import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { errorWords } from '../../errors.ts';
import { useTRPC } from '../../trpc.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/notices.tsx';
import { PasswordField } from './password-field.tsx';
import { isToldAt, judgeAll, useField } from './use-field.ts';

/** Changes one's own password. `name`: whose, for password managers. */
export function OwnPasswordForm({ name }: { readonly name: string }) {
  const id = useId();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const current = useField();
  const next = useField();
  const change = useMutation(
    trpc.accounts.setOwnPassword.mutationOptions({
      gcTime: 0,
      onSuccess: async () => {
        current.clear();
        next.clear();
        await queryClient.invalidateQueries(trpc.sessions.pathFilter());
      },
    }),
  );
  const error = change.error && errorWords(change.error);
  const fields = error?.fields ?? {};
  return (
    <form
      className="access-form"
      aria-label="Change your password"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (change.isPending || !judgeAll(current, next)) return;
        change.mutate({ current: current.value, password: next.value });
      }}
    >
      {error && !isToldAt(fields, 'current', 'password') && <ErrorState error={error} />}
      {/* Whose password it is, for password managers. */}
      <input type="text" autoComplete="username" value={name} readOnly hidden />
      <div className="access-fields">
        <PasswordField
          id={`${id}-current`}
          label="Current password"
          autoComplete="current-password"
          value={current.value}
          fault={current.fault(fields['current'])}
          onType={current.onType}
        />
        <PasswordField
          id={`${id}-next`}
          label="New password"
          help="At least 12 characters"
          autoComplete="new-password"
          value={next.value}
          fault={next.fault(fields['password'])}
          onType={next.onType}
        />
      </div>
      <div className="row">
        <Button type="submit" disabled={change.isPending}>
          {change.isPending ? 'Changing…' : 'Change password'}
        </Button>
        <output className="small t2">
          {change.isSuccess && 'Changed. Your other sessions have ended.'}
        </output>
      </div>
    </form>
  );
}
