import type { ReactNode } from 'react';

const line = (d: string, width = 1.4) => (
  <path d={d} fill="none" stroke="currentColor" strokeWidth={width} />
);
const solid = (d: string) => <path fillRule="evenodd" d={d} fill="currentColor" />;
const ring = (width = 1.6, dash?: string) => (
  <circle
    cx="8"
    cy="8"
    r="5.4"
    fill="none"
    stroke="currentColor"
    strokeWidth={width}
    strokeDasharray={dash}
  />
);

/** The one set: 16 grid, stroke 1.3 to 1.9, colour of the text around. */
const SHAPES = {
  // Pages
  overview: line('M2.5 3h4.5v6H2.5zM9 3h4.5v3H9zM9 8h4.5v5H9zM2.5 11h4.5v2H2.5z', 1.3),
  jobs: line('M2.5 4h11M2.5 8h11M2.5 12h7', 1.5),
  submit: line('M8 3v10M3 8h10', 1.6),
  workers: (
    <>
      <rect
        x="3"
        y="3"
        width="10"
        height="10"
        rx="1"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.3"
      />
      {line('M6 6h4v4H6zM5.5 1.5V3M10.5 1.5V3M5.5 13v1.5M10.5 13v1.5', 1.3)}
    </>
  ),
  containers: line('M2.5 4.5h11v7h-11zM5.3 4.5v7M8 4.5v7M10.7 4.5v7', 1.3),
  networks: (
    <>
      {line('M2 4.5h12M2 11.5h12M5 4.5v7M11 4.5v7', 1.3)}
      <circle cx="5" cy="4.5" r="1.6" fill="currentColor" />
      <circle cx="11" cy="11.5" r="1.6" fill="currentColor" />
    </>
  ),
  startup: line('M2.5 3.5h4M5 8h4.5M8.5 12.5h5', 1.8),
  timeline: (
    <>
      {line('M4 2v12M7.5 4.5h6M7.5 11.5h6', 1.4)}
      <circle cx="4" cy="4.5" r="1.8" fill="currentColor" />
      <circle cx="4" cy="11.5" r="1.8" fill="currentColor" />
    </>
  ),
  settings: (
    <>
      {line('M2 5h6M12 5h2M2 11h2M8 11h6')}
      <circle cx="10" cy="5" r="1.8" fill="none" stroke="currentColor" strokeWidth="1.3" />
      <circle cx="6" cy="11" r="1.8" fill="none" stroke="currentColor" strokeWidth="1.3" />
    </>
  ),
  failures: (
    <>
      {ring(1.4)}
      {line('M8 4.8v4M8 10.1v1.4', 1.5)}
    </>
  ),
  schedules: line('M2.5 3.8h11v9.7h-11zM2.5 7h11M5.4 1.8v3.4M10.6 1.8v3.4', 1.3),
  queues: line(
    'M2.5 3h11v2.6h-11zM2.5 7.8h8M2.5 10.4h8M2.5 13h8M12.4 8v5M10.9 11.6l1.5 1.5 1.5-1.5',
    1.3,
  ),
  shield: line(
    'M8 1.8 13 3.7v4c0 3.1-2 5.3-5 6.5-3-1.2-5-3.4-5-6.5v-4zM5.6 8l1.8 1.8 3.2-3.6',
    1.3,
  ),
  audit: line('M3.5 2h9v12h-9zM6 5.2h4M6 8h4M6 10.8h2', 1.3),
  more: line('M3 5.5h10M3 10.5h10', 1.6),
  // States of jobs
  waiting: ring(),
  prioritized: line('M3.5 8 8 3.5 12.5 8M3.5 12.5 8 8l4.5 4.5', 1.7),
  active: solid('M4 2.6v10.8L13.2 8z'),
  delayed: (
    <>
      {ring()}
      {line('M8 4.8V8l2.3 1.7', 1.6)}
    </>
  ),
  completed: line('m3 8.5 3.3 3.3L13 4.8', 1.9),
  failed: solid(
    'M3.5 2h9A1.5 1.5 0 0 1 14 3.5v9a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 12.5v-9A1.5 1.5 0 0 1 3.5 2Zm1.3 3.9L6.9 8l-2.1 2.1 1.1 1.1L8 9.1l2.1 2.1 1.1-1.1L9.1 8l2.1-2.1-1.1-1.1L8 6.9 5.9 4.8z',
  ),
  cancelled: (
    <>
      {ring()}
      {line('m4.2 11.8 7.6-7.6', 1.6)}
    </>
  ),
  children: (
    <>
      {line('M4 2.5v8.5h4M4 6h4', 1.5)}
      <rect x="8.5" y="4" width="5" height="4" fill="currentColor" />
      <rect
        x="8.5"
        y="9.2"
        width="5"
        height="4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.2"
      />
    </>
  ),
  stalled: (
    <>
      {ring(1.8, '3 2.2')}
      {line('M8 5v3.6M8 10v1.4', 1.6)}
    </>
  ),
  paused: solid('M4.5 3h2.2v10H4.5zM9.3 3h2.2v10H9.3z'),
  // Health
  healthy: <circle cx="8" cy="8" r="4" fill="currentColor" />,
  running: <circle cx="8" cy="8" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  starting: (
    <>
      {solid('M8 3a5 5 0 0 1 0 10z')}
      <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  unhealthy: solid('M8 1.8 15 14H1L8 1.8Zm-.8 4.4v3.9h1.6V6.2H7.2Zm0 4.9v1.5h1.6v-1.5H7.2Z'),
  done: line('M3.5 3.5h9v9h-9z', 1.6),
  unknown: (
    <circle
      cx="8"
      cy="8"
      r="5"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeDasharray="1.5 2"
    />
  ),
  restarting: (
    <>
      {line('M12.8 9.5A5 5 0 1 1 12 5.2', 1.6)}
      {solid('M12.8 2v3.8H9z')}
    </>
  ),
  // Everything else
  rising: (
    <>
      {line('M2 12.5 6 8l2.5 2.5L14 4', 1.7)}
      {line('M14 8V3.5H9.5', 1.7)}
    </>
  ),
  cross: line('m4 4 8 8M12 4l-8 8', 1.7),
  chevron: line('m4 6 4 4 4-4', 1.6),
  search: (
    <>
      <circle cx="7" cy="7" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.4" />
      {line('m10.2 10.2 3.6 3.6')}
    </>
  ),
  copy: line('M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z', 1.3),
  retry: line('M3 8a5 5 0 1 0 1.5-3.6M4.5 1.5v3h3', 1.5),
  download: line('M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13h10', 1.4),
  bin: line('M3 4.5h10M6.5 4.5V2.8h3v1.7M4.3 4.5l.6 8.8h6.2l.6-8.8M6.8 7v4M9.2 7v4', 1.3),
  lock: line('M3.5 7h9v6.5h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2', 1.3),
  key: (
    <>
      <circle cx="5" cy="10.5" r="2.7" fill="none" stroke="currentColor" strokeWidth="1.4" />
      {line('m7 8.5 6-6M10.5 5l2 2', 1.4)}
    </>
  ),
  exit: line('M9 2.5h4.5v11H9M2 8h7.5M6.5 5l3 3-3 3', 1.4),
  light: (
    <>
      <circle cx="8" cy="8" r="2.9" fill="none" stroke="currentColor" strokeWidth="1.4" />
      {line(
        'M8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.4 1.4M11.6 11.6 13 13M3 13l1.4-1.4M11.6 4.4 13 3',
        1.3,
      )}
    </>
  ),
  dark: line('M13 9.6A5.5 5.5 0 1 1 6.4 3 4.5 4.5 0 0 0 13 9.6z', 1.4),
  system: (
    <>
      <circle cx="8" cy="8" r="5.3" fill="none" stroke="currentColor" strokeWidth="1.4" />
      {solid('M8 2.7a5.3 5.3 0 0 1 0 10.6z')}
    </>
  ),
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

/** A sign beside words: it is hidden from screen readers, so where it stands alone, something else must name it. */
interface IconProps {
  name: IconName;
  /** Width and height in px; default 14. */
  size?: number;
  /** Usually a colour class: `c-now`, `c-fail`, `c-risk`, `c-later`, `c-done`, `c-wait`. */
  className?: string | undefined;
}

export function Icon({ name, size = 14, className }: IconProps) {
  return (
    <svg className={className} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  );
}

/** The logo: three tasks and the load line; one passes it, and that piece alone has colour. */
export function Logo({ size = 18 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <path d="M2 4h8.5v2.8H2zM2 8.6h13.5v2.8H2zM2 13.2h5.5V16H2z" fill="currentColor" />
      <path d="M15.5 8.6H19v2.8h-3.5z" fill="var(--now-fill)" />
      <path d="M14.6 1.5h1.9v17h-1.9z" fill="currentColor" />
    </svg>
  );
}
