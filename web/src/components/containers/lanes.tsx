import type { Container } from '../../api.ts';
import { LoadLine } from '../../ui/load-line.tsx';
import { loadLabel, type Load } from './load.ts';
import './lanes.css';

const SHORT = { cpu: 'cpu', memory: 'mem', pids: 'pids' } as const;

/** The load lines of one container, below each other, so that their limits stand on one stroke. */
export function Lanes({ item, loads }: { item: Container; loads: readonly Load[] }) {
  return (
    <ul className="lanes">
      {loads.map((load) => (
        <li key={load.resource}>
          <span className="t3">{SHORT[load.resource]}</span>
          <LoadLine {...load.line} label={loadLabel(load, item)} />
          <span className="v nw">{load.figures}</span>
          <span className={`q ${load.remark?.tone ?? ''}`}>{load.remark?.words}</span>
        </li>
      ))}
    </ul>
  );
}
