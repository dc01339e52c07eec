import { Link, useLocation } from '@tanstack/react-router';
import { useId, useRef } from 'react';
import { useMay } from '../../may.ts';
import { Icon } from '../../ui/icon.tsx';
import { activeOn, leadsSomewhere, SITE_LINKS } from './site.ts';
import './tab-bar.css';

const TABS = SITE_LINKS.filter((link) => 'tab' in link);
const MORE = SITE_LINKS.filter((link) => !('tab' in link));

/** The pages at a phone's lower edge: four tabs, and the others in a native popover, which Escape and a click elsewhere close. */
export function TabBar() {
  const id = useId();
  const isShown = leadsSomewhere(useMay());
  const sheet = useRef<HTMLDivElement>(null);
  const path = useLocation({ select: ({ pathname }) => pathname });
  const current = MORE.find(({ to }) => path === to || path.startsWith(`${to}/`));
  return (
    <nav className="tabbar" aria-label="Pages">
      {TABS.map(({ to, label, icon }) => (
        <Link key={to} to={to} activeOptions={activeOn(to)}>
          <Icon name={icon} size={18} />
          {label}
        </Link>
      ))}
      <button type="button" popoverTarget={id} data-current={current !== undefined || undefined}>
        <Icon name={current?.icon ?? 'more'} size={18} />
        {current === undefined ? 'More' : current.label}
        {current !== undefined && <span className="vh">, more pages</span>}
      </button>
      <div id={id} ref={sheet} popover="auto" className="tab-sheet">
        <ul>
          {MORE.filter(isShown).map(({ to, label, icon }) => (
            <li key={to}>
              <Link
                to={to}
                activeOptions={activeOn(to)}
                onClick={() => sheet.current?.hidePopover()}
              >
                <Icon name={icon} size={18} />
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </nav>
  );
}
