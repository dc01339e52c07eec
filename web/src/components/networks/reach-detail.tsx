import type { ReactNode } from 'react';
import type { Networks, Reach } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { formatWhenExactly } from '../../format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Note } from '../../ui/notices.tsx';
import { hasWay } from './cells.ts';
import { advice, sharedMounts, socketWords } from './reach-words.ts';
import './reach-detail.css';

const answer = (value: boolean | null): string => {
  if (value === null) return "Can't tell:";
  return value ? 'Yes:' : 'No:';
};

function Observed({ cell }: { cell: Reach }) {
  const now = useNow();
  const { observed, observation, from } = cell;
  if (observation === null)
    return (
      <span className="row">
        <Icon name="unknown" className="c-wait" />
        Can't tell:{' '}
        {from === 'outside' ? 'no probe runs outside the stack' : `no probe in ${from} tried`}
      </span>
    );
  return (
    <>
      <b className="m">{answer(observed)}</b> {observation.words},{' '}
      <span className="nw">{formatWhenExactly(observation.at, now)}</span>
    </>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="t3">{name}</dt>
      <dd className="break">{children}</dd>
    </div>
  );
}

/** Why a cell is as it is: what the networks say, what was tried, which rule it breaks, and what to do. */
export function ReachDetail({ cell, networks }: { cell: Reach; networks: Networks }) {
  const what = advice(cell);
  const besides = [...sharedMounts(networks, cell), socketWords(networks, cell)].filter(
    (words) => words !== null,
  );
  return (
    <>
      <dl className="why">
        <Line name="Predicted">
          <b className="m">{answer(cell.reachable)}</b> {cell.reason}
        </Line>
        <Line name="Observed">
          <Observed cell={cell} />
        </Line>
        {hasWay(cell) && cell.to !== 'outside' && (
          <Line name="Ports">
            {cell.ports.length === 0 ? (
              'none is known; a rule can name it'
            ) : (
              <span className="mono">{cell.ports.join(', ')}</span>
            )}
          </Line>
        )}
        {networks.rules
          .filter(({ line }) => cell.breaks.includes(line))
          .map(({ line, text }) => (
            <Line key={line} name={`Rule, line ${line}`}>
              <span className="mono">{text}</span>
            </Line>
          ))}
        {besides.length > 0 && (
          <Line name="Besides">
            {besides.map((words) => (
              <p key={words}>{words}</p>
            ))}
          </Line>
        )}
      </dl>
      {what && (
        <Note tone="fail" icon="failed">
          <p>
            <b>{what.title}</b> {what.words}
          </p>
        </Note>
      )}
    </>
  );
}
