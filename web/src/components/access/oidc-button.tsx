import { useQuery } from '@tanstack/react-query';
import { identityProvider } from '../../session.ts';
import { buttonClass } from '../../ui/button.tsx';

/** The way to the identity provider; nothing where none is set up. A plain link: the browser leaves the panel. */
export function OidcButton() {
  const { data: label } = useQuery({ queryKey: ['identity-provider'], queryFn: identityProvider });
  if (label === undefined || label === null) return null;
  return (
    <p className="sign-in-or">
      <a className={buttonClass('default', false, true)} href="/api/session/oidc">
        Sign in with {label}
      </a>
    </p>
  );
}
