import type { IconName } from '../../ui/icon.tsx';

/** What the rail and the tab bar lead to, in this order. Paths are those of `routes.tsx`. */
export const SITE = [
  {
    title: 'Work',
    links: [
      { to: '/', label: 'Overview', icon: 'overview' },
      { to: '/jobs', label: 'Jobs', icon: 'jobs' },
      { to: '/submit', label: 'Submit', icon: 'submit' },
    ],
  },
  {
    title: 'Stack',
    links: [
      { to: '/workers', label: 'Workers', icon: 'workers' },
      { to: '/containers', label: 'Containers', icon: 'containers' },
    ],
  },
] as const satisfies readonly {
  title: string;
  links: readonly { to: string; label: string; icon: IconName }[];
}[];
