import type { BadgeState } from './badge-state.ts';
import type { HealthKind } from './health-kind.ts';
import { Icon, type IconName } from './icon.tsx';
import './badge.css';

const JOBS: Record<BadgeState, { icon: IconName; tone: string }> = {
  waiting: { icon: 'waiting', tone: 'c-wait' },
  prioritized: { icon: 'prioritized', tone: 'c-wait' },
  active: { icon: 'active', tone: 'c-now' },
  delayed: { icon: 'delayed', tone: 'c-later' },
  completed: { icon: 'completed', tone: 'c-done' },
  failed: { icon: 'failed', tone: 'c-fail' },
  cancelled: { icon: 'cancelled', tone: 'c-wait' },
  'waiting-children': { icon: 'children', tone: 'c-later' },
  stalled: { icon: 'stalled', tone: 'c-risk' },
  paused: { icon: 'paused', tone: 'c-wait' },
};

/** A state as silhouette and word; colour comes last. */
interface StateBadgeProps {
  state: BadgeState;
  /** Other words than the state's own, such as `attempt 2 of 3`. */
  label?: string;
}

export function StateBadge({ state, label = state }: StateBadgeProps) {
  const { icon, tone } = JOBS[state];
  return <Badge icon={icon} tone={tone} label={label} />;
}

const HEALTH: Record<HealthKind, { icon: IconName; tone: string; label: string }> = {
  healthy: { icon: 'healthy', tone: 'c-done', label: 'healthy' },
  starting: { icon: 'starting', tone: 'c-risk', label: 'starting' },
  unhealthy: { icon: 'unhealthy', tone: 'c-fail', label: 'unhealthy' },
  running: { icon: 'running', tone: 'c-done', label: 'running, no health check' },
  done: { icon: 'done', tone: 'c-wait', label: 'done' },
  stopped: { icon: 'done', tone: 'c-wait', label: 'stopped' },
  broken: { icon: 'failed', tone: 'c-fail', label: 'ended with an error' },
  paused: { icon: 'paused', tone: 'c-wait', label: 'paused' },
  restarting: { icon: 'restarting', tone: 'c-risk', label: 'restarting' },
  unknown: { icon: 'unknown', tone: 'c-wait', label: "can't tell" },
};

interface HealthBadgeProps {
  health: HealthKind;
  /** Where there is no room: only the sign; the word goes to the accessible name. */
  iconOnly?: boolean;
  /** Other words than the kind's own. */
  label?: string | undefined;
}

export function HealthBadge({ health, iconOnly = false, label }: HealthBadgeProps) {
  const kind = HEALTH[health];
  return (
    <Badge icon={kind.icon} tone={kind.tone} label={label ?? kind.label} iconOnly={iconOnly} />
  );
}

function Badge(props: { icon: IconName; tone: string; label: string; iconOnly?: boolean }) {
  const loud = props.tone === 'c-fail' ? ' c-fail' : '';
  return (
    <span className={`state${loud}`} title={props.iconOnly ? props.label : undefined}>
      <Icon name={props.icon} className={props.tone} />
      <span className={props.iconOnly ? 'vh' : undefined}>{props.label}</span>
    </span>
  );
}
