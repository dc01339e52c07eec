import { CopyButton } from '../../ui/copy.tsx';
import { CodeText } from '../code-text/code-text.tsx';
import './error-text.css';

/** Where in the code an error was thrown, folded away, to copy. */
export function ErrorStack({ title, stack }: { readonly title: string; readonly stack: string }) {
  return (
    <details className="error-stack">
      <summary>{title}</summary>
      <CodeText label="Stack" text={stack} maxRows={16} />
      <CopyButton text={stack} label="Copy stack" />
    </details>
  );
}
