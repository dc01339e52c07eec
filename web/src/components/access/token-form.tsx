import { NativeSelect, TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import { useId, useState } from 'react';
import { errorWords } from '../../errors.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorState } from '../../ui/notices.tsx';
import '../inputs.css';
import { FormField } from '../schema-form/form-field.tsx';
import { EXPIRIES, mayWords, type Role } from './access.ts';
import { RoleSelect } from './role-select.tsx';
import { isToldAt, judgeAll, useField } from './use-field.ts';
import type { Tokens } from './use-tokens.ts';

interface TokenFormProps {
  readonly create: Tokens['create'];
  readonly onClose: () => void;
}

/** Makes a token for a program. */
export function TokenForm({ create, onClose }: TokenFormProps) {
  const id = useId();
  const name = useField();
  const [role, setRole] = useState<Role>('operator');
  const [expiry, setExpiry] = useState<string>(EXPIRIES[0].label);
  const error = create.error && errorWords(create.error);
  const fields = error?.fields ?? {};
  const nameFault = name.fault(fields['name']);
  return (
    <form
      className="access-form"
      aria-label="New token"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (create.isPending || !judgeAll(name)) return;
        const { days } = EXPIRIES.find(({ label }) => label === expiry) ?? EXPIRIES[0];
        create.mutate({ name: name.value, role, expiresInDays: days }, { onSuccess: onClose });
      }}
    >
      {error && !isToldAt(fields, 'name') && <ErrorState error={error} />}
      <div className="access-fields">
        <FormField id={`${id}-name`} label="Name" help="What it is for" fault={nameFault}>
          <TextInput
            id={`${id}-name`}
            autoComplete="off"
            value={name.value}
            error={nameFault !== undefined}
            aria-describedby={`${id}-name-help`}
            onChange={(event) => name.onType(event.currentTarget.value)}
          />
        </FormField>
        <FormField id={`${id}-role`} label="Role" help={mayWords(role)}>
          <RoleSelect id={`${id}-role`} value={role} onChange={setRole} />
        </FormField>
        <FormField id={`${id}-expiry`} label="Good for" help="Then it is refused">
          <NativeSelect
            id={`${id}-expiry`}
            aria-describedby={`${id}-expiry-help`}
            value={expiry}
            data={EXPIRIES.map(({ label }) => label)}
            rightSection={<Icon name="chevron" size={12} />}
            onChange={(event) => setExpiry(event.currentTarget.value)}
          />
        </FormField>
      </div>
      <div className="row">
        <Button type="submit" tone="primary" disabled={create.isPending}>
          {create.isPending ? 'Making…' : 'Make the token'}
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}
