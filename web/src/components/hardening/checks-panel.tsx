import { Link } from '@tanstack/react-router';
import type { Hardening } from '../../api.ts';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import './checks-panel.css';
import { codePieces, groupChecks, tally, type Finding, type RuleGroup } from './hardening-words.ts';

const OUTCOMES = {
  false: { icon: 'failed', tone: 'c-fail', words: 'fails' },
  null: { icon: 'unknown', tone: 'c-wait', words: "can't tell" },
  true: { icon: 'completed', tone: 'c-done', words: 'passes' },
} as const;

/** Where more is to be seen of what fails. */
const PAGES: ReadonlyMap<string, { to: '/networks' | '/containers' | '/settings'; label: string }> =
  new Map([
    ['published', { to: '/networks', label: 'Networks' }],
    ['debug', { to: '/networks', label: 'Networks' }],
    ['isolation', { to: '/networks', label: 'Networks' }],
    ['host-reachable', { to: '/networks', label: 'Networks' }],
    ['accounts', { to: '/settings', label: 'Settings' }],
    ['gate', { to: '/containers', label: 'Containers' }],
  ]);

function Words({ text }: { text: string }) {
  return codePieces(text).map((piece, index) =>
    index % 2 === 1 ? <code key={`${index}`}>{piece}</code> : piece,
  );
}

/** The services in which it is so; each leads to a container of it. */
function Places({ places }: Pick<Finding, 'places'>) {
  const named = places.filter(({ service }) => service !== null);
  return named.map(({ service, containerId }, index) => (
    <span key={service}>
      {containerId === null ? (
        service
      ) : (
        <Link className="link" to="/containers/$id" params={{ id: containerId }}>
          {service}
        </Link>
      )}
      {index < named.length - 1 ? ', ' : ': '}
    </span>
  ));
}

interface RowProps {
  readonly group: RuleGroup;
  /** What the note above says already. */
  readonly told: string | null;
}

function Row({ group, told }: RowProps) {
  const { rule, demand, passes, meaning, remedy } = group;
  const { icon, tone, words } = OUTCOMES[`${passes}`];
  const findings = group.findings.filter(({ found }) => found !== told);
  const page = PAGES.get(rule);
  return (
    <li>
      <span className={`row ${passes === false ? 'c-fail m' : ''}`}>
        <Icon name={icon} className={tone} />
        {words}
      </span>
      <span className="m">{demand}</span>
      <div className="hd-found break">
        {findings.length > 0 && (
          <ul>
            {findings.map(({ found, places }) => (
              <li key={found}>
                <Places places={places} />
                <span className={passes === false ? undefined : 't2'}>
                  <Words text={found} />
                </span>
              </li>
            ))}
          </ul>
        )}
        {passes !== true && <p className={findings.length > 0 ? 'small t2' : 't2'}>{meaning}</p>}
        {passes === false && remedy !== null && (
          <p className="small">
            <Words text={remedy} />
            {page !== undefined && (
              <>
                {' '}
                See{' '}
                <Link className="link" to={page.to}>
                  {page.label}
                </Link>
                .
              </>
            )}
          </p>
        )}
      </div>
    </li>
  );
}

/** What the stack is held to, and whether it holds: what fails comes first, what passes is folded. */
export function ChecksPanel({ hardening, stale }: { hardening: Hardening; stale: boolean }) {
  const { failing, open, passing } = tally(hardening);
  const groups = groupChecks(hardening.checks);
  const told = hardening.engine.reason;
  const loud = groups.filter(({ passes }) => passes !== true);
  const quiet = groups.filter(({ passes }) => passes === true);
  const aside = (
    <>
      {failing > 0 && (
        <span className="c-fail m">{failing === 1 ? '1 fails' : `${failing} fail`}</span>
      )}
      {open > 0 && <span>{open} can’t be told</span>}
      <span>
        {passing} {passing === 1 ? 'passes' : 'pass'}
      </span>
    </>
  );
  return (
    <Panel title="Rules" aside={aside} stale={stale} className="hd-checks">
      {loud.length > 0 && (
        <ul className="hd-rows">
          {loud.map((group) => (
            <Row key={`${group.rule}${group.passes}`} group={group} told={told} />
          ))}
        </ul>
      )}
      {quiet.length > 0 && (
        <details open={loud.length === 0}>
          <summary>
            {passing} {passing === 1 ? 'check passes' : 'checks pass'}
          </summary>
          <ul className="hd-rows">
            {quiet.map((group) => (
              <Row key={group.rule} group={group} told={told} />
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}
