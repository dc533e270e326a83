import { Modal, useMantineColorScheme } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { matchNames } from '../../core/palette-match.ts';
import type { Look } from '../../core/status.ts';
import { AGENT_LOOKS, nodeLook } from '../../core/status.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { Status } from '../../parts/status.tsx';
import { useGridIfKnown } from '../../shell/grid.ts';
import { useSession } from '../../shell/session.ts';
import { useGo } from '../../shell/url.ts';

/** Entries shown at once. */
const SHOWN_MAX = 12;

interface Entry {
  readonly id: string;
  readonly kind: 'Go' | 'Agent' | 'Node' | 'Do' | 'Ask';
  readonly name: string;
  readonly icon: IconName;
  readonly look?: Look;
  readonly act: () => void;
}

interface PaletteProps {
  readonly asking: boolean;
  readonly onClose: () => void;
  readonly onSpawn: () => void;
  readonly onKeys: () => void;
}

/** One box for going, asking and doing. `>` actions, `@` agents and nodes; whatever is typed can always be asked. */
export function Palette({ asking, onClose, onSpawn, onKeys }: PaletteProps) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const entries = useEntries(text, asking, onSpawn, onKeys);
  const list = useRef<HTMLDivElement>(null);
  const chosen = Math.min(at, entries.length - 1);
  const run = (entry: Entry | undefined): void => {
    if (entry === undefined) return;
    onClose();
    entry.act();
  };
  const move = (by: number): void => {
    const next = (chosen + by + entries.length) % Math.max(1, entries.length);
    setAt(next);
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={620}
      yOffset="12vh"
      centered={false}
      aria-label="Go, ask or do"
    >
      <div className="palette-box">
        <Icon name={asking ? 'ask' : 'search'} />
        <input
          data-autofocus
          className="palette-input"
          value={text}
          placeholder={
            asking ? 'Ask about the grid: why did …, how many …, what happened …' : 'Go to an agent or node, ask a question, > to do'
          }
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={entries[chosen] === undefined ? undefined : `palette-${entries[chosen].id}`}
          aria-label="Go, ask or do"
          data-testid="palette-input"
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') move(1);
            else if (event.key === 'ArrowUp') move(-1);
            else if (event.key === 'Enter') run(entries[chosen]);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <div className="palette-list" id="palette-list" role="listbox" aria-label="Matches" ref={list}>
        {entries.map((entry, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above handles the keys of its list
          <div
            key={entry.id}
            id={`palette-${entry.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === chosen}
            className="palette-entry"
            onMouseMove={() => setAt(i)}
            onClick={() => run(entry)}
          >
            <Icon name={entry.icon} size={16} />
            <span className="grow clip">{entry.name}</span>
            {entry.look !== undefined && <Status look={entry.look} quiet />}
            <span className="palette-kind">{entry.kind}</span>
          </div>
        ))}
        {entries.length === 0 && <p className="palette-none">Nothing is called that. End it with ? to ask it.</p>}
      </div>
      <footer className="palette-foot">
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> choose
        </span>
        <span>
          <kbd>Enter</kbd> open
        </span>
        <span>
          <kbd>&gt;</kbd> do
        </span>
        <span>
          <kbd>@</kbd> names
        </span>
        <span>
          <kbd>?</kbd> at the end asks
        </span>
      </footer>
    </Modal>
  );
}

function useEntries(text: string, asking: boolean, onSpawn: () => void, onKeys: () => void): readonly Entry[] {
  const go = useGo();
  const grid = useGridIfKnown();
  const session = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const fixed = useMemo<readonly Entry[]>(() => {
    const page = (path: string, name: string, icon: IconName): Entry => ({ id: `go${path}`, kind: 'Go', name, icon, act: () => go(path) });
    const make = (id: string, name: string, icon: IconName, act: () => void): Entry => ({ id, kind: 'Do', name, icon, act });
    return [
      page('/', 'Overview', 'overview'),
      page('/agents', 'Agents', 'agents'),
      page('/nodes', 'Nodes', 'nodes'),
      page('/events', 'Events', 'events'),
      page('/ask', 'Ask', 'ask'),
      ...(session.mayAct ? [make('spawn', 'Spawn a node…', 'plus', onSpawn)] : []),
      make('light', 'Use light colours', 'sun', () => setColorScheme('light')),
      make('dark', 'Use dark colours', 'moon', () => setColorScheme('dark')),
      make('auto', 'Use the colours of the system', 'system', () => setColorScheme('auto')),
      make('keys', 'Keyboard shortcuts', 'keys', onKeys),
    ];
  }, [go, session.mayAct, onSpawn, onKeys, setColorScheme]);
  return useMemo(() => {
    const wanted = text.trim();
    const ask: Entry = { id: 'ask', kind: 'Ask', name: `“${wanted}”`, icon: 'ask', act: () => go('/ask', { q: wanted }) };
    if (asking || wanted.endsWith('?')) return wanted === '' ? [] : [ask];
    const things: Entry[] = [
      ...[...(grid?.agents.values() ?? [])].map(
        (agent): Entry => ({
          id: `agent-${agent.id}`,
          kind: 'Agent',
          name: agent.id,
          icon: 'agents',
          look: AGENT_LOOKS[agent.health],
          act: () => go(`/agents/${encodeURIComponent(agent.id)}`),
        }),
      ),
      ...[...(grid?.nodes.values() ?? [])].map(
        (node): Entry => ({
          id: `node-${node.id}`,
          kind: 'Node',
          name: node.id,
          icon: 'nodes',
          look: nodeLook(node, grid),
          act: () => go(`/nodes/${encodeURIComponent(node.id)}`),
        }),
      ),
    ];
    const scope = wanted.startsWith('>')
      ? fixed.filter((entry) => entry.kind === 'Do')
      : wanted.startsWith('@')
        ? things
        : [...fixed, ...things];
    const found = matchNames(wanted.replace(/^[>@]\s*/, ''), scope, (entry) => entry.name).slice(0, SHOWN_MAX);
    return wanted === '' || wanted.startsWith('>') || wanted.startsWith('@') ? found : [...found, ask];
  }, [text, asking, grid, fixed, go]);
}
