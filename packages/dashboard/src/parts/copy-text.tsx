import { useState } from 'react';
import { Icon } from './icon.tsx';
import './parts.css';

/** Text that is meant to be copied: a command or an id, with its button. */
export function CopyText({ text, label }: { readonly text: string; readonly label?: string }) {
  const [said, setSaid] = useState('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid('The browser does not allow copying here: select the text instead');
    }
    setTimeout(() => setSaid(''), 2_000);
  };
  return (
    <span className="copy">
      <code>{label ?? text}</code>
      <button
        type="button"
        className="plain copy-button"
        onClick={() => void copy()}
        aria-label={`Copy ${text}`}
        title={said === '' ? 'Copy' : said}
      >
        <Icon name={said === 'Copied' ? 'check' : 'copy'} size={14} />
      </button>
      <span className="sr-only" role="status">
        {said}
      </span>
    </span>
  );
}
