import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router';
import { readAuditSearch } from './components/audit/audit-search.ts';
import { AppShell } from './components/shell/app-shell.tsx';
import { NotFound, PageFailed } from './components/shell/fallbacks.tsx';
import { readTimelineSearch } from './components/timeline/timeline-search.ts';

/** A search parameter that is text and not empty, else undefined: addresses are typed by people. */
const text = (value: unknown): string | undefined => {
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' ? String(value) : undefined;
};
const some = <T extends Record<string, string | undefined>>(search: T) => search;

interface JobsSearch {
  readonly [name: string]: string | undefined;
  readonly state?: string | undefined;
  readonly task?: string | undefined;
  readonly q?: string | undefined;
  readonly tag?: string | undefined;
  readonly fingerprint?: string | undefined;
}

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Outlet });

/** All but the sign-in page: rail, connection, live stream. */
const panel = createRoute({ getParentRoute: () => root, id: 'panel', component: AppShell });

const overview = createRoute({
  getParentRoute: () => panel,
  path: '/',
  /** `range`: of the charts; the page's default when left out. */
  validateSearch: (search): { range?: string | undefined } =>
    some({ range: text(search['range']) }),
  component: lazyRouteComponent(() => import('./pages/overview.tsx'), 'OverviewPage'),
});

const submit = createRoute({
  getParentRoute: () => panel,
  path: '/submit',
  /** `task`: chosen beforehand; `from`: id of a job whose input is taken over. */
  validateSearch: (search): { task?: string | undefined; from?: string | undefined } =>
    some({ task: text(search['task']), from: text(search['from']) }),
  component: lazyRouteComponent(() => import('./pages/submit.tsx'), 'SubmitPage'),
});

const jobs = createRoute({
  getParentRoute: () => panel,
  path: '/jobs',
  /** The list's filter: state, task name, part of an id, tag, and group of dead letters. */
  validateSearch: (search): JobsSearch =>
    some({
      state: text(search['state']),
      task: text(search['task']),
      q: text(search['q']),
      tag: text(search['tag']),
      fingerprint: text(search['fingerprint']),
    }),
  component: lazyRouteComponent(() => import('./pages/jobs.tsx'), 'JobsPage'),
});

const job = createRoute({
  getParentRoute: () => panel,
  path: '/jobs/$id',
  /** `replaces`: id of the failed job from which this one was filled in. */
  validateSearch: (search): { replaces?: string | undefined } =>
    some({ replaces: text(search['replaces']) }),
  component: lazyRouteComponent(() => import('./pages/job.tsx'), 'JobPage'),
});

const failures = createRoute({
  getParentRoute: () => panel,
  path: '/failures',
  component: lazyRouteComponent(() => import('./pages/failures.tsx'), 'FailuresPage'),
});

const bulk = createRoute({
  getParentRoute: () => panel,
  path: '/bulk',
  /** `task`: what the rows of CSV submit, chosen beforehand. */
  validateSearch: (search): { task?: string | undefined } => some({ task: text(search['task']) }),
  component: lazyRouteComponent(() => import('./pages/bulk.tsx'), 'BulkPage'),
});

const queues = createRoute({
  getParentRoute: () => panel,
  path: '/queues',
  component: lazyRouteComponent(() => import('./pages/queues.tsx'), 'QueuesPage'),
});

const foreignQueue = createRoute({
  getParentRoute: () => panel,
  /** `queue`: prefix and name of a queue that another program made. */
  path: '/queues/$queue',
  /** `state`: of the jobs listed; `job`: id of the one shown instead; `add`: with the form for a new one. */
  validateSearch: (
    search,
  ): { state?: string | undefined; job?: string | undefined; add?: string | undefined } =>
    some({ state: text(search['state']), job: text(search['job']), add: text(search['add']) }),
  component: lazyRouteComponent(() => import('./pages/foreign-queue.tsx'), 'ForeignQueuePage'),
});

const workers = createRoute({
  getParentRoute: () => panel,
  path: '/workers',
  component: lazyRouteComponent(() => import('./pages/workers.tsx'), 'WorkersPage'),
});

const containers = createRoute({
  getParentRoute: () => panel,
  path: '/containers',
  /** `by`: order of the list, `service` (default) or `pressure`. */
  validateSearch: (search): { by?: string | undefined } => some({ by: text(search['by']) }),
  component: lazyRouteComponent(() => import('./pages/containers.tsx'), 'ContainersPage'),
});

const container = createRoute({
  getParentRoute: () => panel,
  path: '/containers/$id',
  /** `range`: of its usage; the page's default when left out. */
  validateSearch: (search): { range?: string | undefined } =>
    some({ range: text(search['range']) }),
  component: lazyRouteComponent(() => import('./pages/container.tsx'), 'ContainerPage'),
});

const networks = createRoute({
  getParentRoute: () => panel,
  path: '/networks',
  /** `from`, `to`: the cell of the matrix that is explained. */
  validateSearch: (search): { from?: string | undefined; to?: string | undefined } =>
    some({ from: text(search['from']), to: text(search['to']) }),
  component: lazyRouteComponent(() => import('./pages/networks.tsx'), 'NetworksPage'),
});

const startup = createRoute({
  getParentRoute: () => panel,
  path: '/startup',
  component: lazyRouteComponent(() => import('./pages/startup.tsx'), 'StartupPage'),
});

const timeline = createRoute({
  getParentRoute: () => panel,
  path: '/timeline',
  /** The list's filter: service, id of a container, and time. */
  validateSearch: readTimelineSearch,
  component: lazyRouteComponent(() => import('./pages/timeline.tsx'), 'TimelinePage'),
});

const hardening = createRoute({
  getParentRoute: () => panel,
  path: '/hardening',
  component: lazyRouteComponent(() => import('./pages/hardening.tsx'), 'HardeningPage'),
});

const audit = createRoute({
  getParentRoute: () => panel,
  path: '/audit',
  /** The list's filter: who, kind of change, what it concerned, outcome, time. */
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('./pages/audit.tsx'), 'AuditPage'),
});

const schedules = createRoute({
  getParentRoute: () => panel,
  path: '/schedules',
  component: lazyRouteComponent(() => import('./pages/schedules.tsx'), 'SchedulesPage'),
});

const newSchedule = createRoute({
  getParentRoute: () => panel,
  path: '/schedules/new',
  component: lazyRouteComponent(() => import('./pages/schedule.tsx'), 'NewSchedulePage'),
});

const schedule = createRoute({
  getParentRoute: () => panel,
  path: '/schedules/$id',
  component: lazyRouteComponent(() => import('./pages/schedule.tsx'), 'SchedulePage'),
});

const settings = createRoute({
  getParentRoute: () => panel,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'SettingsPage'),
});

/** Whatever else is typed: a page of its own, so that the way back is at hand. */
const unknown = createRoute({ getParentRoute: () => panel, path: '$', component: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  /** `to`: the path that one wanted to see; `failed`: why the identity provider's sign-in led back here, a code. */
  validateSearch: (search): { to?: string | undefined; failed?: string | undefined } =>
    some({ to: text(search['to']), failed: text(search['failed']) }),
  component: lazyRouteComponent(() => import('./pages/sign-in.tsx'), 'SignInPage'),
});

const routeTree = root.addChildren([
  panel.addChildren([
    overview,
    submit,
    jobs,
    job,
    failures,
    bulk,
    schedules,
    newSchedule,
    schedule,
    queues,
    foreignQueue,
    workers,
    containers,
    container,
    networks,
    startup,
    timeline,
    hardening,
    audit,
    settings,
    unknown,
  ]),
  signIn,
]);

/** The site map. Pages are loaded when they are visited, or when a link to them is pointed at. */
export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    // The query cache knows what is fresh.
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: PageFailed,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
