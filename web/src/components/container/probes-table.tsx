import { useState } from 'react';
import type { ContainerHealth } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { formatDuration, formatWhenExactly } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import './probes-table.css';

type Probe = ContainerHealth['probes'][number];

/** As many as a glance takes in. */
const SHOWN = 8;

function exitWords({ exitCode }: Probe): string {
  if (exitCode === 0) return 'healthy';
  return exitCode === -1 ? 'timed out or could not start' : `failed, exit ${exitCode}`;
}

function Row({ probe }: { probe: Probe }) {
  const now = useNow();
  const failed = probe.exitCode !== 0;
  return (
    <tr className={failed ? 'failed' : undefined}>
      <td className="probe-at">{formatWhenExactly(probe.at, now)}</td>
      <td className="probe-took num">{formatDuration(probe.durationMs)}</td>
      <td className="probe-end">
        <span className={`row ${failed ? 'c-fail' : ''}`}>
          <Icon
            name={failed ? 'unhealthy' : 'healthy'}
            className={failed ? 'c-fail' : 'c-done'}
            size={12}
          />
          {exitWords(probe)}
        </span>
      </td>
      <td className="probe-output">
        {probe.output === '' ? (
          <span className="t3">no output</span>
        ) : (
          <code title={probe.output}>{probe.output}</code>
        )}
      </td>
    </tr>
  );
}

/** Runs of the health check, newest first, with what they wrote. */
export function ProbesTable({ probes }: { probes: readonly Probe[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? probes : probes.slice(0, SHOWN);
  return (
    <>
      <table className="table probes">
        <thead>
          <tr>
            <th className="probe-at">Probe</th>
            <th className="probe-took num">Took</th>
            <th className="probe-end">Result</th>
            <th className="probe-output">Output</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((probe) => (
            <Row key={probe.at} probe={probe} />
          ))}
        </tbody>
      </table>
      {probes.length > SHOWN && (
        <p className="probes-more">
          <Button onClick={() => setAll(!all)}>
            {all ? `Show the newest ${SHOWN} only` : `Show all ${probes.length}`}
          </Button>
        </p>
      )}
    </>
  );
}
