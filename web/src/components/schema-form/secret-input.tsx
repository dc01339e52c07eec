import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { RevealButton } from '../../ui/reveal-button.tsx';
import type { FieldInputProps } from './field-input.tsx';

/** A secret of a job, which can be looked at while it is typed. It is nobody's password: browsers are asked not to keep it. */
export function SecretInput({ field, id, typed, fault, onType, onLeave }: FieldInputProps) {
  const [isShown, setShown] = useState(false);
  return (
    <TextInput
      id={id}
      type={isShown ? 'text' : 'password'}
      value={String(typed)}
      error={fault !== null}
      autoComplete="off"
      autoCapitalize="off"
      autoCorrect="off"
      spellCheck={false}
      aria-describedby={`${id}-help`}
      aria-required={field.required || undefined}
      classNames={{ input: 'field-input' }}
      rightSectionWidth={56}
      rightSection={
        <RevealButton label={field.title} isShown={isShown} onToggle={() => setShown(!isShown)} />
      }
      onChange={(event) => onType(event.currentTarget.value)}
      onBlur={onLeave}
    />
  );
}
