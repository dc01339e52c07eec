import { useId, type ReactNode } from 'react';
import './panel.css';

/** A ruled sheet. With a title it is a region that screen readers can jump to. */
interface PanelProps {
  /** A question or a fact ("10 of 12 slots"), not only a name. */
  title?: ReactNode;
  /** Right in the header: a count, a link, a control. */
  aside?: ReactNode;
  /** Name of the region where no title is shown. */
  label?: string;
  /** Room around the content; without, lists and tables run to the border. Default false. */
  padded?: boolean;
  /** What is shown is not from now: dimmed. */
  stale?: boolean;
  className?: string;
  children: ReactNode;
}

export function Panel(props: PanelProps) {
  const { title, aside, label, padded = false, stale = false, className = '', children } = props;
  const id = useId();
  return (
    <section
      className={`panel ${className}`}
      aria-labelledby={title === undefined ? undefined : id}
      aria-label={title === undefined ? label : undefined}
    >
      {title !== undefined && (
        <header>
          <h2 id={id}>{title}</h2>
          {aside !== undefined && <span className="aside">{aside}</span>}
        </header>
      )}
      <div className={`panel-body${padded ? ' padded' : ''}${stale ? ' stale-data' : ''}`}>
        {children}
      </div>
    </section>
  );
}
