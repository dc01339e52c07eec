import { useMantineColorScheme } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useId, useRef } from 'react';
import { errorWords } from '../../errors.ts';
import { signOut } from '../../session.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorState } from '../../ui/notices.tsx';
import { Segmented } from '../../ui/segmented.tsx';

const SCHEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'System' },
] as const;

/** Who is signed in, the theme, and the way out. A native popover: Escape and a click elsewhere close it, focus goes back. */
export function AccountMenu({ name, role }: { name: string; role: string }) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      await navigate({ to: '/sign-in' });
      queryClient.clear();
    },
  });
  return (
    <>
      <button
        type="button"
        className={buttonClass('quiet')}
        popoverTarget={id}
        aria-label={`Account and theme: ${name}, ${role}`}
      >
        <span className="clip mono small hide-s">{name}</span>
        <span className="only-s">
          <Icon name="system" size={16} />
        </span>
        <span className="hide-s">
          <Icon name="chevron" size={12} />
        </span>
      </button>
      <div id={id} ref={menu} popover="auto" className="who-menu">
        <div className="stack">
          <p>
            <span className="mono">{name}</span> <span className="t3">{role}</span>
          </p>
          <Segmented
            label="Theme"
            value={colorScheme}
            options={SCHEMES}
            onChange={setColorScheme}
          />
          {leave.isError && (
            <ErrorState error={{ ...errorWords(leave.error), title: 'Not signed out.' }} />
          )}
          <Link
            className={buttonClass()}
            to="/settings"
            onClick={() => menu.current?.hidePopover()}
          >
            <Icon name="settings" />
            Settings
          </Link>
          <Button onClick={() => leave.mutate()} disabled={leave.isPending}>
            <Icon name="exit" />
            Sign out
          </Button>
        </div>
      </div>
    </>
  );
}
