import { useState } from 'react';

/** Copies text and says whether it worked. */
export function CopyButton({ label, text }: { readonly label: string; readonly text: string }) {
  const [said, setSaid] = useState(label);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid('Not allowed here');
    }
    setTimeout(() => setSaid(label), 2_000);
  };
  return (
    <button type="button" className="plain link" aria-live="polite" onClick={() => void copy()}>
      {said}
    </button>
  );
}
