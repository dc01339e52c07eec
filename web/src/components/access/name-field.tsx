import { TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.css';
import type { Ref } from 'react';
import '../inputs.css';
import { FormField } from '../schema-form/form-field.tsx';

interface NameFieldProps {
  readonly id: string;
  readonly help?: string;
  readonly fault: string | undefined;
  /** `username`: one's own, which a password manager fills in; `off`: of somebody else. */
  readonly autoComplete: 'username' | 'off';
  readonly value: string;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly onType: (value: string) => void;
}

/** The name of an account. */
export function NameField(props: NameFieldProps) {
  const { id, help, fault, autoComplete, value, inputRef, onType } = props;
  return (
    <FormField id={id} label="Name" fault={fault} {...(help !== undefined && { help })}>
      <TextInput
        id={id}
        name="name"
        {...(inputRef !== undefined && { ref: inputRef })}
        autoComplete={autoComplete}
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        value={value}
        error={fault !== undefined}
        aria-describedby={`${id}-help`}
        onChange={(event) => onType(event.currentTarget.value)}
      />
    </FormField>
  );
}
