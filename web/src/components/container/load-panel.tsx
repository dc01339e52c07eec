import type { Container, Engine } from '../../api.ts';
import { formatBytes } from '../../format.ts';
import { KeyValue } from '../../ui/key-value.tsx';
import { Panel } from '../../ui/panel.tsx';
import type { ContainerDay } from '../containers/container-day.ts';
import { Lanes } from '../containers/lanes.tsx';
import { loadsOf, UNKNOWN } from '../containers/load.ts';
import { loadTitle } from './load-title.ts';
import './load-panel.css';

interface LoadPanelProps {
  readonly item: Container;
  /** The one it runs on. */
  readonly engine: Engine;
  readonly day: ContainerDay | undefined;
  readonly stale: boolean;
}

function rate(bytes: number | null) {
  return bytes === null ? <span className="t3">{UNKNOWN}</span> : `${formatBytes(bytes)}/s`;
}

/** What it uses now of what it may. */
export function LoadPanel({ item, engine, day, stale }: LoadPanelProps) {
  if (item.state !== 'running' && item.state !== 'paused')
    return (
      <Panel title="Not running">
        <p className="panel-line small t3">Nothing to measure.</p>
      </Panel>
    );
  const loads = loadsOf(item, engine, day);
  const { receivedPerSecond, sentPerSecond, readPerSecond, writtenPerSecond } = item.io;
  return (
    <Panel title={loadTitle(loads)} className="load" stale={stale}>
      <Lanes item={item} loads={loads} />
      <p className="load-legend micro t3" aria-hidden="true">
        <span>▴ reserved</span>
        <span>│ peak of 24 h</span>
        <span>┃ limit</span>
        <span>▨ what it costs</span>
      </p>
      <KeyValue
        layout="row"
        items={[
          { key: 'Received', value: rate(receivedPerSecond) },
          { key: 'Sent', value: rate(sentPerSecond) },
          { key: 'Read from disk', value: rate(readPerSecond) },
          { key: 'Written to disk', value: rate(writtenPerSecond) },
        ]}
      />
    </Panel>
  );
}
