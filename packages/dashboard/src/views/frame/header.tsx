import { ActionIcon, Tooltip, useMantineColorScheme } from '@mantine/core';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { LiveDot } from './live-dot.tsx';

const SCHEMES: Readonly<
  Record<'light' | 'dark' | 'auto', { readonly icon: IconName; readonly word: string; readonly next: 'light' | 'dark' | 'auto' }>
> = {
  light: { icon: 'sun', word: 'light', next: 'dark' },
  dark: { icon: 'moon', word: 'dark', next: 'auto' },
  auto: { icon: 'system', word: 'as the system', next: 'light' },
};

/** The grid's name, one box for going, asking and doing, how fresh everything is, and how it looks. */
export function Header({ onPalette }: { readonly onPalette: () => void }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const scheme = SCHEMES[colorScheme];
  return (
    <header className="head">
      <span className="grid-name" title="The grid this page shows">
        {window.location.host}
      </span>
      <button type="button" className="command-box" onClick={onPalette} data-testid="palette-open">
        <Icon name="search" size={16} />
        <span className="grow clip">Go, ask or do…</span>
        <kbd>Ctrl K</kbd>
      </button>
      <LiveDot />
      <Tooltip label={`Colours: ${scheme.word}. Next: ${SCHEMES[scheme.next].word} (D)`}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="md"
          aria-label={`Colours: ${scheme.word}. Change to ${SCHEMES[scheme.next].word}`}
          onClick={() => setColorScheme(scheme.next)}
          data-testid="theme-toggle"
        >
          <Icon name={scheme.icon} />
        </ActionIcon>
      </Tooltip>
    </header>
  );
}
