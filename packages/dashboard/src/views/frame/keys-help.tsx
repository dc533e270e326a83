import { Modal, Switch } from '@mantine/core';
import { useKeysSwitch } from '../../shell/keys.ts';

const GROUPS: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Go',
    keys: [
      ['g o', 'Overview'],
      ['g a', 'Agents'],
      ['g n', 'Nodes'],
      ['g e', 'Events'],
      ['g q', 'Ask'],
      ['g w', 'Watches'],
      ['g u', 'Audit'],
      ['Ctrl K', 'Go, ask or do'],
    ],
  },
  {
    title: 'Look',
    keys: [
      ['j', 'Next row'],
      ['k', 'Previous row'],
      ['Enter', 'Open'],
      ['Esc', 'Close, back'],
      ['f', 'Faults only'],
      ['w', 'Why?'],
    ],
  },
  {
    title: 'Page',
    keys: [
      ['/', 'Filter or ask'],
      ['L', 'Back to now'],
      ['t', 'Rail of time'],
      ['<', 'Failure before'],
      ['>', 'Failure after'],
      ['D', 'Change colours'],
      ['?', 'This list'],
      ['r', 'Restart a node…'],
      ['s', 'Stop a node…'],
    ],
  },
];

export function KeysHelp({ onClose }: { readonly onClose: () => void }) {
  const [on, turn] = useKeysSwitch();
  return (
    <Modal opened onClose={onClose} title="Keyboard" size="lg">
      <div className="keys-help">
        {GROUPS.map((group) => (
          <section key={group.title}>
            <h3 className="muted">{group.title}</h3>
            <dl>
              {group.keys.map(([key, what]) => (
                <div key={key}>
                  <dt>
                    {key.split(' ').map((one) => (
                      <kbd key={one}>{one}</kbd>
                    ))}
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        mt="lg"
        checked={on}
        onChange={(event) => turn(event.currentTarget.checked)}
        label="Single-key shortcuts"
        description="Turn them off when a screen reader or voice control uses the same keys. Ctrl K and Esc keep working. Kept in this browser."
      />
    </Modal>
  );
}
