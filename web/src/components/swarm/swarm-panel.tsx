import { useQuery } from '@tanstack/react-query';
import type { Swarm } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { formatClock, formatCount } from '../../format.ts';
import { useTRPC } from '../../trpc.ts';
import { EmptyState, Note } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { HealthBadge } from '../../ui/state-badge.tsx';
import { QueryError } from '../query-error.tsx';
import {
  nodeOutcome,
  nodeWords,
  reasonWords,
  serviceOutcome,
  troubleWords,
  type SwarmNode,
  type SwarmService,
} from './swarm-words.ts';
import './swarm-panel.css';

/** What does not run of a service, and why. */
function Troubles({ service }: { readonly service: SwarmService }) {
  const now = useNow();
  const { troubled, troubledTotal } = service;
  const more = troubledTotal - troubled.length;
  if (troubledTotal === 0) return null;
  return (
    <ul className="swarm-why small">
      {troubled.map((trouble) => {
        const reason = reasonWords(trouble);
        return (
          <li key={`${trouble.replica} ${trouble.node}`} className="break">
            {troubleWords(trouble, now)}
            {reason !== null && <span className="t2">: {reason}</span>}
          </li>
        );
      })}
      {more > 0 && <li className="t2">{formatCount(more, 'more task', 'more tasks')} like this</li>}
    </ul>
  );
}

function ServiceRow({ service, named }: { readonly service: SwarmService; named: boolean }) {
  const { name, stack, mode, image } = service;
  return (
    <li>
      <HealthBadge {...serviceOutcome(service)} />
      <span className="m break">
        {named && stack !== null && <span className="t2">{stack} / </span>}
        {name}
      </span>
      <span className="t2 break">{[mode, image].filter((part) => part !== null).join(' · ')}</span>
      <Troubles service={service} />
    </li>
  );
}

function NodeRow({ node }: { readonly node: SwarmNode }) {
  return (
    <li>
      <HealthBadge {...nodeOutcome(node)} />
      <span className="break">
        <span className="m">{node.hostname}</span>{' '}
        <span className="t2">{node.leader ? 'manager, leads' : node.role}</span>
      </span>
      <span className="t2 break">{nodeWords(node)}</span>
    </li>
  );
}

function leftOut({ omitted: { services, nodes } }: Swarm): string[] {
  return [
    ...(services > 0 ? [formatCount(services, 'service')] : []),
    ...(nodes > 0 ? [formatCount(nodes, 'node')] : []),
  ];
}

function Rows({ swarm }: { readonly swarm: Swarm }) {
  const { services, nodes } = swarm;
  const named = new Set(services.map(({ stack }) => stack)).size > 1;
  const out = leftOut(swarm);
  return (
    <>
      {services.length === 0 ? (
        <EmptyState title="No services">
          The Swarm answers, and none of its services is of this stack. DOCKER_PROJECT=* shows all.
        </EmptyState>
      ) : (
        <ul className="swarm-rows" aria-label="Services">
          {services.map((service) => (
            <ServiceRow key={service.id} service={service} named={named} />
          ))}
        </ul>
      )}
      <h3 className="label">Nodes</h3>
      <ul className="swarm-rows" aria-label="Nodes">
        {nodes.map((node) => (
          <NodeRow key={node.id} node={node} />
        ))}
      </ul>
      {out.length > 0 && <Note>There is more: {out.join(' and ')} are not shown.</Note>}
    </>
  );
}

/** The Swarm that Docker manages; nothing where it manages none, or nobody asked for it (DOCKER_SWARM). */
export function SwarmPanel({ stale }: { readonly stale: boolean }) {
  const query = useQuery(useTRPC().stack.swarm.queryOptions());
  const { data: swarm } = query;
  if (swarm === undefined)
    return query.error === null ? null : (
      <Panel label="Swarm">
        <QueryError query={query} />
      </Panel>
    );
  const { state, reason, at, services, nodes } = swarm;
  if (state === 'off' || state === 'not-manager') return null;
  const counts = `${formatCount(services.length, 'service')} · ${formatCount(nodes.length, 'node')}`;
  return (
    <Panel className="swarm" title="Swarm" aside={at === null ? undefined : counts}>
      <QueryError query={query} />
      {state === 'unavailable' && (
        <Note tone="risk">
          <b>The Swarm can not be asked.</b> <span className="break">{reason}</span>
          {at !== null && <> Shown is what was seen at {formatClock(at)}.</>}
        </Note>
      )}
      {at !== null && (
        <div
          className={
            stale || query.error !== null || state === 'unavailable' ? 'stale-data' : undefined
          }
        >
          <Rows swarm={swarm} />
        </div>
      )}
    </Panel>
  );
}
