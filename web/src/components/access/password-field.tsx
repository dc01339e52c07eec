import { TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import { useState } from 'react';
import { RevealButton } from '../../ui/reveal-button.tsx';
import '../inputs.css';
import { FormField } from '../schema-form/form-field.tsx';

interface PasswordFieldProps {
  readonly id: string;
  readonly label: string;
  readonly help?: string;
  readonly fault: string | undefined;
  /** What a password manager offers: the one it keeps, or one that it makes up. */
  readonly autoComplete: 'current-password' | 'new-password';
  readonly value: string;
  readonly onType: (value: string) => void;
}

/** A password, which can be looked at: typed twice it would only be wrong more often. */
export function PasswordField(props: PasswordFieldProps) {
  const { id, label, help, fault, autoComplete, value, onType } = props;
  const [isShown, setShown] = useState(false);
  return (
    <FormField id={id} label={label} fault={fault} {...(help !== undefined && { help })}>
      <TextInput
        id={id}
        name="password"
        type={isShown ? 'text' : 'password'}
        autoComplete={autoComplete}
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        value={value}
        error={fault !== undefined}
        aria-describedby={`${id}-help`}
        rightSectionWidth={56}
        rightSection={
          <RevealButton label={label} isShown={isShown} onToggle={() => setShown(!isShown)} />
        }
        onChange={(event) => onType(event.currentTarget.value)}
      />
    </FormField>
  );
}
