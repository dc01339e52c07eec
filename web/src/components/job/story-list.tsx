import { formatClock } from '../../format.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import type { Sentence } from './story.ts';
import './story-list.css';

const MARKS: Record<Sentence['mark'], { icon: IconName; tone: string }> = {
  waiting: { icon: 'waiting', tone: 'c-wait' },
  delayed: { icon: 'delayed', tone: 'c-later' },
  active: { icon: 'active', tone: 'c-now' },
  completed: { icon: 'completed', tone: 'c-done' },
  failed: { icon: 'failed', tone: 'c-fail' },
  cancelled: { icon: 'cancelled', tone: 'c-wait' },
  lost: { icon: 'stalled', tone: 'c-risk' },
  killed: { icon: 'failed', tone: 'c-fail' },
  healthy: { icon: 'healthy', tone: 'c-done' },
  unhealthy: { icon: 'unhealthy', tone: 'c-fail' },
  container: { icon: 'containers', tone: 'c-wait' },
  unknown: { icon: 'unknown', tone: 'c-wait' },
};

/** The timeline in sentences. */
export function StoryList({ story }: { readonly story: readonly Sentence[] }) {
  return (
    <ol className="story">
      {story.map((sentence) => (
        <li key={`${sentence.at} ${sentence.text}`}>
          <time className="t3" dateTime={new Date(sentence.at).toISOString()}>
            {formatClock(sentence.at)}
          </time>
          <Icon name={MARKS[sentence.mark].icon} className={MARKS[sentence.mark].tone} />
          <span>
            {sentence.text}
            {sentence.quote !== null && <span className="story-quote">{sentence.quote}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
