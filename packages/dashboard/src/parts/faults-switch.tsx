import { Button } from '@mantine/core';
import { usePatchUrl, useUrl } from '../shell/url.ts';

/** Shows only what is wrong. Says how many it hides, so that nobody takes a short list for the whole. */
export function FaultsSwitch() {
  const on = useUrl()['faults'] === '1';
  const patch = usePatchUrl();
  return (
    <Button
      variant={on ? 'filled' : 'default'}
      aria-pressed={on}
      title="Show only what is wrong (f)"
      data-testid="faults-only"
      onClick={() => patch({ faults: on ? undefined : '1' }, { replace: true })}
    >
      Faults only
    </Button>
  );
}

/** What a list leaves out, and the way to see it. */
export function HiddenNote({ hidden, by, onShow }: { readonly hidden: number; readonly by: string; readonly onShow: () => void }) {
  if (hidden <= 0) return null;
  return (
    <span className="muted small" data-testid="hidden-note">
      {hidden.toLocaleString('en')} hidden by {by} ·{' '}
      <button type="button" className="plain link" onClick={onShow}>
        show
      </button>
    </span>
  );
}
