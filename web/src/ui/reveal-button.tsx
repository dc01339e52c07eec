import './reveal-button.css';

interface RevealButtonProps {
  /** Of the field that it belongs to. */
  readonly label: string;
  readonly isShown: boolean;
  readonly onToggle: () => void;
}

/** Shows what is typed into a hidden field, or hides it again. */
export function RevealButton({ label, isShown, onToggle }: RevealButtonProps) {
  return (
    <button
      type="button"
      className="reveal-button"
      aria-label={`Show: ${label}`}
      aria-pressed={isShown}
      onClick={onToggle}
    >
      {isShown ? 'Hide' : 'Show'}
    </button>
  );
}
