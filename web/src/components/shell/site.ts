import type { PermissionPath } from '@taskdeck/server/permissions';
import type { May } from '../../may.ts';
import type { IconName } from '../../ui/icon.tsx';

/** A page of the navigation. `to` is a path of `routes.tsx`. */
interface SiteLink {
  readonly to: string;
  readonly label: string;
  readonly icon: IconName;
  /** One of the four tabs of a phone; the others are behind "More" there. */
  readonly tab?: true;
  /** Only for who may call this. */
  readonly needs?: PermissionPath;
}

/** What the rail and the tab bar lead to, in this order. A new page is one line. */
export const SITE = [
  {
    title: 'Work',
    links: [
      { to: '/', label: 'Overview', icon: 'overview', tab: true },
      { to: '/jobs', label: 'Jobs', icon: 'jobs', tab: true },
      { to: '/failures', label: 'Failures', icon: 'failures', tab: true },
      { to: '/submit', label: 'Submit', icon: 'submit', tab: true },
      { to: '/schedules', label: 'Schedules', icon: 'schedules' },
    ],
  },
  {
    title: 'Stack',
    links: [
      { to: '/queues', label: 'Queues', icon: 'queues' },
      { to: '/workers', label: 'Workers', icon: 'workers' },
      { to: '/containers', label: 'Containers', icon: 'containers' },
      { to: '/networks', label: 'Networks', icon: 'networks' },
      { to: '/startup', label: 'Startup', icon: 'startup' },
      { to: '/timeline', label: 'Timeline', icon: 'timeline' },
    ],
  },
  {
    title: 'Control',
    links: [
      { to: '/hardening', label: 'Hardening', icon: 'shield' },
      { to: '/audit', label: 'Audit', icon: 'audit', needs: 'audit.list' },
      { to: '/settings', label: 'Settings', icon: 'settings' },
    ],
  },
] as const satisfies readonly { title: string; links: readonly SiteLink[] }[];

/** All of them, whatever the heading. */
export const SITE_LINKS = [...SITE[0].links, ...SITE[1].links, ...SITE[2].links];

/** Whether a link leads to a page that would be shown. */
export const leadsSomewhere =
  (may: May) =>
  ({ needs }: SiteLink): boolean =>
    needs === undefined || may(needs);

/** When a link is that of the page one is on, whatever its address asks for besides: a job belongs to the jobs, nothing to the overview. */
export const activeOn = (to: string) => ({ exact: to === '/', includeSearch: false });
