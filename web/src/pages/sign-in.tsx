import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { safePath, signIn } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Icon, Logo } from '../ui/icon.tsx';
import { Note } from '../ui/notices.tsx';
import { Panel } from '../ui/panel.tsx';
import './sign-in.css';

/** The secret of a printed link stands behind the `#`, so that it reaches no server log. Taken once, then wiped from the address. */
function takeSecret(): string {
  const secret = decodeURIComponent(window.location.hash.slice(1));
  if (secret !== '')
    window.history.replaceState(
      window.history.state,
      '',
      window.location.pathname + window.location.search,
    );
  return secret;
}

function useSignIn() {
  const router = useRouter();
  const queryClient = useQueryClient();
  const { to } = useSearch({ from: '/sign-in' });
  const hash = useLocation({ select: (location) => location.hash });
  const taken = useRef('');
  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: (outcome) => {
      if (outcome !== 'ok') return;
      queryClient.clear();
      router.history.replace(safePath(to));
    },
  });
  const { mutate } = attempt;
  useEffect(() => {
    document.title = 'Sign in · Taskdeck';
    // A link pasted into this very tab changes the fragment only. And it works once: trying twice would burn it.
    const secret = hash === '' ? '' : takeSecret();
    if (secret === '' || secret === taken.current) return;
    taken.current = secret;
    mutate(secret);
  }, [hash, mutate]);
  return attempt;
}

/** Where everyone without a session lands, and where the printed link leads. */
export function SignInPage() {
  const attempt = useSignIn();
  const busy = attempt.isPending || attempt.data === 'ok';
  return (
    <main className="sign-in">
      <h1 className="row">
        <Logo size={22} /> Taskdeck
      </h1>
      {busy ? (
        <Panel title="Signing in" padded>
          <output>One moment.</output>
        </Panel>
      ) : (
        <Panel title="Sign in with the link that the server printed" padded>
          <div className="stack">
            {attempt.data === 'refused' && (
              <Note tone="fail" icon="failed">
                <span role="alert">
                  <b>This link does not work.</b> It is good once, within 24 hours. Look for a newer
                  one; every start of the server prints one.
                </span>
              </Note>
            )}
            {attempt.isError && (
              <Note
                tone="fail"
                icon="failed"
                action={
                  <Button onClick={() => attempt.mutate(attempt.variables)}>Try again</Button>
                }
              >
                <span role="alert">
                  <b>The server could not check the link.</b> {attempt.error.message}
                </span>
              </Note>
            )}
            <p>There are no passwords yet. Every start prints one line with a link:</p>
            <dl className="where">
              <dt>
                Started with <code>npm start</code>
              </dt>
              <dd>in that terminal</dd>
              <dt>In containers</dt>
              <dd>
                <code>docker compose logs server</code>
              </dd>
            </dl>
            <p className="example mono t2">
              Sign in once, within 24 h:{' '}
              <span className="t3">{window.location.origin}/sign-in#…</span>
            </p>
            <p className="small t2 row">
              <Icon name="key" />
              <span>
                Programs send a bearer token instead; see{' '}
                <a className="link" href="/api/docs">
                  the API
                </a>
                .
              </span>
            </p>
          </div>
        </Panel>
      )}
    </main>
  );
}
