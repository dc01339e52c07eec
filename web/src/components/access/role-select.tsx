import { NativeSelect } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import '../inputs.css';
import { Icon } from '../../ui/icon.tsx';
import { roleOf, ROLES, type Role } from './access.ts';

interface RoleSelectProps {
  readonly id?: string;
  /** Its name where no label stands beside it. */
  readonly label?: string;
  readonly value: Role;
  readonly disabled?: boolean;
  readonly onChange: (role: Role) => void;
}

/** One of the three roles. */
export function RoleSelect({ id, label, value, disabled = false, onChange }: RoleSelectProps) {
  return (
    <NativeSelect
      {...(id !== undefined && { id, 'aria-describedby': `${id}-help` })}
      {...(label !== undefined && { 'aria-label': label })}
      value={value}
      disabled={disabled}
      data={ROLES.map((role) => ({ value: role.value, label: role.label }))}
      rightSection={<Icon name="chevron" size={12} />}
      onChange={(event) => onChange(roleOf(event.currentTarget.value))}
    />
  );
}
