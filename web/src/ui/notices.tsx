import type { ReactNode } from 'react';
import { staleWords, type ErrorWords } from '../errors.ts';
import { formatClock } from '../format.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import './notices.css';

/** Nothing to show, and that is known: what is not there, since when or why, and one thing to do. */
interface EmptyStateProps {
  title: string;
  children?: ReactNode;
  /** One button or link. */
  action?: ReactNode;
}

export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="empty">
      <p className="m">{title}</p>
      {children !== undefined && <p className="small t2">{children}</p>}
      {action !== undefined && <div className="row wrap">{action}</div>}
    </div>
  );
}

/** An error in the panel that it concerns. Words come from `errorWords`. */
interface ErrorStateProps {
  error: ErrorWords;
  /** Epoch ms of the figures that are still shown, if any are. */
  shownFrom?: number | undefined;
  onRetry?: () => void;
}

export function ErrorState({ error, shownFrom, onRetry }: ErrorStateProps) {
  return (
    <div className="note fail" role="alert">
      <Icon name="failed" className="c-fail" />
      <div className="grow">
        <p>
          <b>{error.title}</b> <span className="break">{error.detail}</span>
          {shownFrom !== undefined && <> Showing {formatClock(shownFrom)}.</>}
        </p>
        {error.code !== null && (
          <p className="mono t2 break">
            {error.code}
            {error.requestId !== null && ` · ${error.requestId}`}
          </p>
        )}
      </div>
      {onRetry && (
        <Button tone="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** What is shown is from before, for it could not be asked for anew: said calmly, because it is still there. */
interface StaleNoteProps {
  error: ErrorWords;
  /** Epoch ms. */
  shownFrom: number;
  onRetry: () => void;
}

export function StaleNote({ error, shownFrom, onRetry }: StaleNoteProps) {
  return (
    <div className="note" aria-live="polite">
      <Icon name="unknown" className="c-wait" />
      <div className="grow">
        <p>{staleWords(error, shownFrom)}</p>
        {/* Only then is there something to look for in the log. */}
        {error.code === 'INTERNAL' && error.requestId !== null && (
          <p className="mono t2 break">{error.requestId}</p>
        )}
      </div>
      <Button tone="default" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}

/** Something one has to know that is not an error of this page. */
export interface NoteProps {
  tone?: 'plain' | 'risk' | 'fail' | 'now';
  icon?: IconName;
  children: ReactNode;
  /** At the end: a button or link. */
  action?: ReactNode;
}

const TONE_ICON = { plain: 'c-wait', risk: 'c-risk', fail: 'c-fail', now: 'c-now' } as const;

export function Note({ tone = 'plain', icon = 'unknown', children, action }: NoteProps) {
  return (
    <div className={`note ${tone}`}>
      <Icon name={icon} className={TONE_ICON[tone]} />
      <div className="grow">{children}</div>
      {action}
    </div>
  );
}

/** Bars where text will stand, of the same height; they show after 200 ms, so that a quick answer does not flicker. */
interface SkeletonProps {
  /** Lines of text to come; default 3. */
  lines?: number;
  /** Height of each line in px; default 30, a table row. */
  lineHeight?: number;
}

const WIDTHS = ['42%', '74%', '58%', '66%', '35%'] as const;

export function Skeleton({ lines = 3, lineHeight = 30 }: SkeletonProps) {
  return (
    <output className="skels" aria-label="Loading">
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} style={{ height: lineHeight }}>
          <i style={{ width: WIDTHS[i % WIDTHS.length] }} />
        </span>
      ))}
    </output>
  );
}
