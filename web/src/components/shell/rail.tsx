import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatNumber } from '../../format.ts';
import { useMay } from '../../may.ts';
import { useTRPC } from '../../trpc.ts';
import { Icon, Logo } from '../../ui/icon.tsx';
import { railCounts, type RailCount } from './rail-counts.ts';
import { activeOn, leadsSomewhere, SITE } from './site.ts';

function Count({ count }: { count: RailCount }) {
  return (
    <span className={`n ${count.alarm?.tone ?? ''}`} title={count.words}>
      {count.alarm && <Icon name={count.alarm.icon} size={11} />}
      <span aria-hidden="true">{formatNumber(count.figure)}</span>
      <span className="vh">, {count.words}</span>
    </span>
  );
}

/** The pages at the left, with live figures; below 760 px the tab bar takes its place. */
export function Rail({ version, project }: { version: string; project: string | null }) {
  const trpc = useTRPC();
  const { data: stats } = useQuery(trpc.stats.queryOptions());
  const { data: workers } = useQuery(trpc.workers.queryOptions());
  const { data: containers } = useQuery(trpc.containers.queryOptions());
  const { data: networks } = useQuery(trpc.networks.queryOptions());
  const counts: Partial<Record<string, RailCount>> = railCounts({
    ...(stats && { stats }),
    ...(workers && { workers }),
    ...(containers && { containers }),
    ...(networks && { networks }),
  });
  const isShown = leadsSomewhere(useMay());
  const engine = containers?.engine;
  return (
    <div className="rail">
      <nav aria-label="Pages">
        <Link className="brand" to="/">
          <Logo /> Taskdeck
        </Link>
        {SITE.map(({ title, links }) => (
          <div key={title}>
            <h2>{title}</h2>
            <ul>
              {links.filter(isShown).map(({ to, label, icon }) => {
                const count = counts[to];
                return (
                  <li key={to}>
                    <Link to={to} activeOptions={activeOn(to)}>
                      <Icon name={icon} />
                      {label}
                      {count && <Count count={count} />}
                    </Link>
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
      </nav>
      <footer className="small t3">
        <div className="row between">
          <span className="clip">{project ?? 'Taskdeck'}</span>
          <span className="mono micro">v{version}</span>
        </div>
        <div className="mono micro clip">
          {engine?.state === 'connected'
            ? [engine.name, engine.version && `Engine ${engine.version}`]
                .filter(Boolean)
                .join(' · ')
            : 'Docker not connected'}
        </div>
      </footer>
    </div>
  );
}
