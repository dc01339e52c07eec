import { useEffect, useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { MadeApiToken } from './access.ts';

interface TokenMadeProps {
  readonly made: MadeApiToken;
  readonly onClose: () => void;
}

/** A new token, this once: only its hash is stored. It has the focus, so that it is not overlooked. */
export function TokenMade({ made: { name, token }, onClose }: TokenMadeProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  return (
    <section className="access-made" aria-label="New token">
      <p className="row">
        <Icon name="key" className="c-now" />
        <span>
          <b>Copy the token “{name}” now.</b> It is not shown again: what is stored can’t be turned
          back into it.
        </span>
      </p>
      <input
        ref={field}
        className="mono"
        aria-label={`The token ${name}`}
        value={token}
        readOnly
        autoComplete="off"
        spellCheck={false}
        onFocus={(event) => event.currentTarget.select()}
      />
      <p className="row wrap">
        <CopyButton text={token} label="Copy the token" />
        <Button onClick={onClose}>I have it</Button>
        <span className="small t2">
          Send it as <code>Authorization: Bearer …</code>
        </span>
      </p>
    </section>
  );
}
