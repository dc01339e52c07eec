import { useState } from 'react';
import type { FieldErrors } from '@taskdeck/server/errors';

/** One field of a short form whose input the server judges. */
export interface Field {
  readonly value: string;
  readonly onType: (value: string) => void;
  /** Takes what stands there as sent. False when it is empty: then there is nothing to send. */
  readonly judge: () => boolean;
  /** What is wrong with what was sent, as long as it stands there; `why`: what the server said of this field. */
  readonly fault: (why?: readonly string[]) => string | undefined;
  readonly clear: () => void;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

export function useField(): Field {
  const [value, onType] = useState('');
  const [sent, setSent] = useState<string | null>(null);
  return {
    value,
    onType,
    judge: () => {
      setSent(value);
      return value !== '';
    },
    fault: (why = []) => {
      if (value !== sent) return undefined;
      return value === '' ? 'Required' : why[0] && capital(why[0]);
    },
    clear: () => {
      onType('');
      setSent(null);
    },
  };
}

/** Whether all may be sent; each that may not says so from now on. */
export const judgeAll = (...fields: readonly Field[]): boolean =>
  fields.map((field) => field.judge()).every(Boolean);

/** Whether the server's refusal is told at one of these fields, so that it need not be told above the form too. */
export const isToldAt = (fields: FieldErrors, ...paths: readonly string[]): boolean =>
  paths.some((path) => Object.hasOwn(fields, path));
