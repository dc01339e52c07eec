import './code-text.css';

interface CodeTextProps {
  /** What it is, for screen readers. */
  readonly label: string;
  readonly text: string;
  /** Lines shown at most; more are scrolled. Default 24. */
  readonly maxRows?: number;
  /** Breaks long lines instead of scrolling them sideways. Default false. */
  readonly wrap?: boolean;
}

/**
 * The machine's own words: code, JSON, a stack. A read-only text area, because that is what can be focused, scrolled and
 * selected as a whole with the keyboard.
 */
export function CodeText({ label, text, maxRows = 24, wrap = false }: CodeTextProps) {
  return (
    <textarea
      className="code-text"
      readOnly
      spellCheck={false}
      aria-label={label}
      value={text}
      rows={Math.min(maxRows, Math.max(2, wrap ? maxRows : 0, text.split('\n').length))}
      wrap={wrap ? 'soft' : 'off'}
    />
  );
}
