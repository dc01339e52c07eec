import type { Networks } from '../../api.ts';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState, Note } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { tallyWords } from './cells.ts';
import './rules-panel.css';

const OUTCOMES = {
  false: { icon: 'failed', tone: 'c-fail', words: 'fails' },
  null: { icon: 'unknown', tone: 'c-wait', words: "can't tell" },
  true: { icon: 'completed', tone: 'c-done', words: 'passes' },
} as const;

const outcomeOf = (passes: boolean | null) => OUTCOMES[`${passes}`];
const ORDER = [false, null, true];

/** What the stack must keep apart, and whether it does; what fails comes first. */
export function RulesPanel({ networks, stale }: { networks: Networks; stale: boolean }) {
  const { rules, ruleFaults } = networks;
  const { failing, others } = tallyWords(networks);
  const sorted = rules.toSorted((a, b) => ORDER.indexOf(a.passes) - ORDER.indexOf(b.passes));
  const aside = (
    <>
      {failing > 0 && (
        <span className="c-fail m">{failing === 1 ? '1 fails' : `${failing} fail`}</span>
      )}
      {others}
    </>
  );
  return (
    <Panel title="Isolation rules" aside={aside} stale={stale} className="rules">
      {ruleFaults.map(({ line, message }) => (
        <Note key={`${line}`} tone="fail" icon="failed">
          {line !== null && <b>Line {line}: </b>}
          <span className="break">{message}</span>
        </Note>
      ))}
      {rules.length === 0 && ruleFaults.length === 0 && (
        <EmptyState title="There are no rules">
          ISOLATION_RULES_FILE names a file with one rule a line, such as{' '}
          <code>nginx !-&gt; redis</code>. They are checked all the time.
        </EmptyState>
      )}
      <ul>
        {sorted.map(({ line, text, passes, reason }) => {
          const { icon, tone, words } = outcomeOf(passes);
          return (
            <li key={line}>
              <span className={`row ${passes === false ? 'c-fail' : ''}`}>
                <Icon name={icon} className={tone} />
                {words}
              </span>
              <span className="mono break">{text}</span>
              <span className="t2 break">{reason}</span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
