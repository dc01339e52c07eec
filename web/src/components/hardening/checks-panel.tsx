import { Link } from '@tanstack/react-router';
import type { Hardening } from '../../api.ts';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import './checks-panel.css';
import { groupChecks, tally, type RuleGroup } from './hardening-words.ts';

const OUTCOMES = {
  false: { icon: 'failed', tone: 'c-fail', words: 'fails' },
  null: { icon: 'unknown', tone: 'c-wait', words: "can't tell" },
  true: { icon: 'completed', tone: 'c-done', words: 'passes' },
} as const;

type Place = RuleGroup['places'][number];

/** Where it stands so: a service leads to a container of it. */
function PlaceName({ service, containerId }: Place) {
  if (service === null) return null;
  if (containerId === null) return <b>{service}</b>;
  return (
    <Link className="link" to="/containers/$id" params={{ id: containerId }}>
      {service}
    </Link>
  );
}

interface RowProps {
  readonly group: RuleGroup;
  /** What the note above says already. */
  readonly told: string | null;
}

function Row({ group, told }: RowProps) {
  const { demand, passes, meaning, remedy, places } = group;
  const { icon, tone, words } = OUTCOMES[`${passes}`];
  return (
    <li>
      <span className={`row ${passes === false ? 'c-fail m' : ''}`}>
        <Icon name={icon} className={tone} />
        {words}
      </span>
      <span className="m">{demand}</span>
      <div className="hd-found">
        <ul>
          {places
            .filter(({ found }) => found !== told)
            .map((place) => (
              <li key={`${place.service}`} className="break">
                <PlaceName {...place} />
                {place.service !== null && ': '}
                <span className={passes === false ? undefined : 't2'}>{place.found}</span>
              </li>
            ))}
        </ul>
        {passes !== true && <p className="small t2">{meaning}</p>}
        {passes === false && remedy !== null && (
          <p className="small hd-remedy">
            <span className="t3">Set </span>
            <code className="break">{remedy}</code>
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
