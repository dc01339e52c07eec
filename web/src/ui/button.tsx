import type { ButtonHTMLAttributes, ReactNode } from 'react';
import './button.css';

type ButtonTone = 'default' | 'primary' | 'danger' | 'quiet';

/** One primary button a page. For a link that looks like a button use `buttonClass` on the link. */
export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'> {
  tone?: ButtonTone;
  /** Square, for an icon alone: then `aria-label` is needed. */
  square?: boolean;
  /** 34 px high instead of 28. */
  big?: boolean;
  children: ReactNode;
}

/** The classes of a button, for links. */
export function buttonClass(tone: ButtonTone = 'default', square = false, big = false): string {
  return `btn ${tone}${square ? ' square' : ''}${big ? ' big' : ''}`;
}

export function Button({ tone = 'default', square = false, big = false, ...rest }: ButtonProps) {
  return <button type="button" {...rest} className={buttonClass(tone, square, big)} />;
}
