import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface ContainerLinkProps {
  /** Full id. */
  readonly id: string;
  /** Whether it is still there: what Docker tells nothing of has no page. */
  readonly isThere: boolean;
  readonly children: ReactNode;
}

/** A container by name: a link to its page while there is one. */
export function ContainerLink({ id, isThere, children }: ContainerLinkProps) {
  if (!isThere) return <span title="Docker tells of no such container now">{children}</span>;
  return (
    <Link className="link" to="/containers/$id" params={{ id }}>
      {children}
    </Link>
  );
}
