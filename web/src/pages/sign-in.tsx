import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { LinkForm } from '../components/access/link-form.tsx';
import { OidcButton } from '../components/access/oidc-button.tsx';
import { RefusalNote } from '../components/access/refusal-note.tsx';
import { SignInForm } from '../components/access/sign-in-form.tsx';
import { oidcRefusalOf } from '../components/access/sign-in-words.ts';
import { WayIn } from '../components/access/way-in.tsx';
import { redeemLink, safePath, signIn, type Credentials } from '../session.ts';
import { Logo } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import './sign-in.css';

/**
 * The secret of the link that one came by; null: one came without, or gave it up. It stands behind the `#`, so that it reaches no server
 * log; it is taken from there, wiped from the address, and kept in memory only.
 */
function useSecret() {
  const hash = useLocation({ select: (location) => location.hash });
  const [secret, setSecret] = useState<string | null>(null);
  // Also of a link that is pasted into this very tab, which changes the fragment only.
  if (hash !== '' && hash !== secret) setSecret(hash);
  useEffect(() => {
    const { pathname, search } = window.location;
    if (hash !== '') window.history.replaceState(window.history.state, '', pathname + search);
  }, [hash]);
  return [secret, () => setSecret(null)] as const;
}

/** Why the identity provider's sign-in led back here; taken from the address, where it would say so again at every reload. */
function useOidcRefusal() {
  const { failed } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate({ from: '/sign-in' });
  const [code, setCode] = useState(failed);
  if (failed !== undefined && failed !== code) setCode(failed);
  useEffect(() => {
    if (failed === undefined) return;
    void navigate({ search: ({ to }) => ({ to }), replace: true });
  }, [failed, navigate]);
  return oidcRefusalOf(code);
}

/** Both ways in. What is sent is forgotten with the page. */
function useWays() {
  const router = useRouter();
  const queryClient = useQueryClient();
  const { to } = useSearch({ from: '/sign-in' });
  const ways = {
    gcTime: 0,
    onSuccess: () => {
      // What somebody else was shown in this tab.
      queryClient.clear();
      router.history.replace(safePath(to));
    },
  };
  const byPassword = useMutation({ ...ways, mutationFn: signIn });
  const byLink = useMutation({
    ...ways,
    mutationFn: (sent: { secret: string; account: Credentials | null }) =>
      redeemLink(sent.secret, sent.account),
  });
  return { byPassword, byLink };
}

/** Where everyone without a session lands, and where the printed link leads. */
export function SignInPage() {
  const [secret, giveUp] = useSecret();
  const { byPassword, byLink } = useWays();
  const refusal = useOidcRefusal();
  useEffect(() => {
    document.title = 'Sign in · Taskdeck';
  }, []);
  return (
    <main className="sign-in">
      <h1 className="row">
        <Logo size={22} /> Taskdeck
      </h1>
      {secret === null ? (
        <Panel title="Sign in" padded>
          {refusal !== null && byPassword.isIdle && <RefusalNote refusal={refusal} />}
          <SignInForm
            isPending={byPassword.isPending || byPassword.isSuccess}
            error={byPassword.error}
            at={byPassword.submittedAt}
            onSend={(credentials) => byPassword.mutate(credentials)}
          />
          <OidcButton />
          <WayIn />
        </Panel>
      ) : (
        <Panel title="You came by a sign-in link" padded>
          <LinkForm
            key={secret}
            isPending={byLink.isPending || byLink.isSuccess}
            error={byLink.error}
            at={byLink.submittedAt}
            onSend={(account) => byLink.mutate({ secret, account })}
            onUsePassword={giveUp}
          />
        </Panel>
      )}
    </main>
  );
}
