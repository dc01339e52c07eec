import type { ContainerDetail } from '../../api.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { hardeningMarks, hardeningTitle, type HardeningMark } from './hardening.ts';
import './fact-list.css';

const SIGNS = {
  good: { icon: 'completed', tone: 'c-done', word: 'holds' },
  weak: { icon: 'failures', tone: 'c-risk', word: 'weak' },
  bad: { icon: 'unhealthy', tone: 'c-fail', word: 'dangerous' },
  unknown: { icon: 'unknown', tone: 'c-wait', word: 'not known' },
} as const satisfies Record<
  HardeningMark['verdict'],
  { icon: IconName; tone: string; word: string }
>;

/** What keeps the container from doing harm, and what does not: in words and signs, colour comes last. */
export function HardeningPanel({ facts }: { facts: NonNullable<ContainerDetail['facts']> }) {
  const marks = hardeningMarks(facts);
  return (
    <Panel title={hardeningTitle(marks)}>
      <ul className="fact-list">
        {marks.map(({ what, words, verdict }) => {
          const { icon, tone, word } = SIGNS[verdict];
          return (
            <li key={what} title={word}>
              <Icon name={icon} className={tone} />
              <span className="t2">{what}</span>
              <span className={`break ${verdict === 'bad' ? 'c-fail' : ''}`}>{words}</span>
              <span className="vh">, {word}</span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
