import { ActionIcon, Tooltip, useMantineColorScheme } from '@mantine/core';
import type { VersionAnswer } from '@sutra/api';
import { useQuery } from '@tanstack/react-query';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { read } from '../../shell/http.ts';
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
      <GridName />
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

/** What the grid is called, with where it is: two grids side by side must never be mistaken for one another. */
function GridName() {
  const version = useQuery({
    queryKey: ['version'],
    queryFn: ({ signal }) => read<VersionAnswer>('/api/version', {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const name = version.data?.grid_name;
  return (
    <span className="grid-name" title="The grid this page shows, and where it is served">
      {name !== undefined && <strong>{name}</strong>}
      <span className={name === undefined ? '' : 'grid-host'}>{window.location.host}</span>
    </span>
  );
}
