import type { ReactNode } from 'react';
import './field-input.css';

interface FormFieldProps {
  /** Of the control; that of the help is this and `-help`. */
  readonly id: string;
  readonly label: string;
  readonly help?: string;
  /** What is wrong; it takes the help's place. */
  readonly fault?: string | null | undefined;
  /** Over two columns of the form's grid. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** The frame of a control in a form that no schema describes: label above, help below. */
export function FormField({ id, label, help, fault = null, wide, children }: FormFieldProps) {
  return (
    <div className="form-field" data-wide={wide}>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {children}
      <p id={`${id}-help`} className={fault === null ? 'field-help' : 'field-fault'}>
        {fault ?? help}
      </p>
    </div>
  );
}
