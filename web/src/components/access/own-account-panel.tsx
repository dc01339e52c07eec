import type { ReactNode } from 'react';
import { useMay } from '../../may.ts';
import { KeyValue } from '../../ui/key-value.tsx';
import { Panel } from '../../ui/panel.tsx';
import { labelOf, mayWords, type Role } from './access.ts';
import { OwnPasswordForm } from './own-password-form.tsx';

interface OwnAccountPanelProps {
  readonly name: string;
  readonly role: Role;
  /** null: came by a link and has no account; undefined: not known (yet). */
  readonly from: 'password' | 'oidc' | null | undefined;
}

/** Who one is here, and the password where there is one. */
export function OwnAccountPanel({ name, role, from }: OwnAccountPanelProps) {
  const may = useMay();
  const facts: { key: string; value: ReactNode }[] = [
    { key: 'Name', value: <span className="clip">{name}</span> },
    {
      key: 'Role',
      value: (
        <>
          <p>{labelOf(role)}</p>
          <p className="small t3">{mayWords(role)}</p>
        </>
      ),
    },
    ...(from === undefined ? [] : [{ key: 'Signs in', value: SIGNS_IN[from ?? 'link'] }]),
  ];
  return (
    <Panel title="Your account">
      <div className="access-facts">
        <KeyValue items={facts} />
      </div>
      {from === 'password' && may('accounts.setOwnPassword') && (
        <div className="rule">
          <OwnPasswordForm name={name} />
        </div>
      )}
    </Panel>
  );
}

const SIGNS_IN = {
  password: 'by password',
  oidc: 'by the identity provider, which keeps the password',
  link: 'by a link that the server printed, without an account',
} as const;
