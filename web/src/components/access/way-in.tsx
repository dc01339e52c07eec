import { Icon } from '../../ui/icon.tsx';

/** How the first account comes about, and where the link for it is. */
export function WayIn() {
  return (
    <section className="stack sign-in-other" aria-labelledby="way-in">
      <h2 id="way-in">No account yet?</h2>
      <p>
        As long as this panel has none, every start of the server prints a link that makes the first
        one:
      </p>
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
        Sign in once, within 24 h: <span className="t3">{window.location.origin}/sign-in#…</span>
      </p>
      <p>After that, admins make the others, in the settings.</p>
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
    </section>
  );
}
