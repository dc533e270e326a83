import './parts.css';

/** Text a program wrote: kept as it is, scrolling within its own bounds and reachable with the keyboard. */
export function Output({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
    <section className="output" tabIndex={0} aria-label={label}>
      {text}
    </section>
  );
}
