import { useId, useState } from 'react';
import { errorWords } from '../../errors.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/notices.tsx';
import { FormField } from '../schema-form/form-field.tsx';
import { mayWords, type Role } from './access.ts';
import { NameField } from './name-field.tsx';
import { PasswordField } from './password-field.tsx';
import { RoleSelect } from './role-select.tsx';
import { useAccountChanges } from './use-accounts.ts';
import { isToldAt, judgeAll, useField } from './use-field.ts';

/** Lets somebody sign in. */
export function AccountForm({ onClose }: { readonly onClose: () => void }) {
  const id = useId();
  const { create } = useAccountChanges();
  const name = useField();
  const password = useField();
  const [role, setRole] = useState<Role>('viewer');
  const error = create.error && errorWords(create.error);
  const fields = error?.fields ?? {};
  return (
    <form
      className="access-form"
      aria-label="New account"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (create.isPending || !judgeAll(name, password)) return;
        create.mutate({ name: name.value, role, password: password.value }, { onSuccess: onClose });
      }}
    >
      {error && !isToldAt(fields, 'name', 'password') && <ErrorState error={error} />}
      <div className="access-fields">
        <NameField
          id={`${id}-name`}
          help="Letters, digits and . _ @ -"
          autoComplete="off"
          value={name.value}
          fault={name.fault(fields['name'])}
          onType={name.onType}
        />
        <FormField id={`${id}-role`} label="Role" help={mayWords(role)}>
          <RoleSelect id={`${id}-role`} value={role} onChange={setRole} />
        </FormField>
        <PasswordField
          id={`${id}-password`}
          label="Password"
          help="At least 12 characters; they can change it"
          autoComplete="new-password"
          value={password.value}
          fault={password.fault(fields['password'])}
          onType={password.onType}
        />
      </div>
      <div className="row">
        <Button type="submit" tone="primary" disabled={create.isPending}>
          {create.isPending ? 'Adding…' : 'Add the account'}
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}
