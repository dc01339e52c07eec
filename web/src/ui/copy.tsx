import { useEffect, useState } from 'react';
import { shortId } from '../format.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import './copy.css';

/**
 * Puts text on the clipboard; false when the browser refuses. Over plain http (a server in the next room) there is no
 * `navigator.clipboard`, hence the old way as the second one.
 */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.readOnly = true;
    area.style.position = 'fixed';
    area.style.opacity = '0';
    document.body.append(area);
    const before = document.activeElement;
    area.select();
    // Deprecated, and the only way outside a secure context.
    const done = document.execCommand('copy');
    area.remove();
    if (before instanceof HTMLElement) before.focus();
    return done;
  }
}

type Outcome = 'idle' | 'copied' | 'refused';
const WORDS = { copied: 'Copied', refused: 'Select and copy it by hand' } as const;

function useCopy(text: string): [Outcome, () => void] {
  const [outcome, setOutcome] = useState<Outcome>('idle');
  useEffect(() => {
    if (outcome === 'idle') return undefined;
    const timer = setTimeout(() => setOutcome('idle'), 2_000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => {
    void copyText(text).then((done) => setOutcome(done ? 'copied' : 'refused'));
  };
  return [outcome, copy];
}

/** A button that copies `text` and says so. */
interface CopyButtonProps {
  text: string;
  /** Default `Copy`. */
  label?: string;
}

export function CopyButton({ text, label = 'Copy' }: CopyButtonProps) {
  const [outcome, copy] = useCopy(text);
  return (
    <Button onClick={copy}>
      <Icon name={outcome === 'copied' ? 'completed' : 'copy'} />
      <span aria-live="polite">{outcome === 'idle' ? label : WORDS[outcome]}</span>
    </Button>
  );
}

/** An id: its last 8 characters, which tell neighbours apart, the whole in the title; a click copies the whole. */
interface IdProps {
  value: string;
  /** What is shown of it; default: the last 8 characters, which tell neighbours apart. */
  short?: string;
  /** Whose id, for the button's name: `job id`. */
  what: string;
}

export function Id({ value, short = shortId(value), what }: IdProps) {
  const [outcome, copy] = useCopy(value);
  return (
    <button type="button" className="id mono" title={`${value}: click to copy`} onClick={copy}>
      {short}
      <span className="vh">, copy {what}</span>
      <Icon name={outcome === 'copied' ? 'completed' : 'copy'} size={12} />
      <span className="vh" aria-live="polite">
        {outcome === 'idle' ? '' : WORDS[outcome]}
      </span>
    </button>
  );
}
