import type { ReactNode } from 'react';

interface OptionRowProps {
  /** Id of the row: what `aria-activedescendant` of its combobox names. */
  readonly id: string;
  /** Whether the keys are on it. */
  readonly active: boolean;
  readonly onHover: () => void;
  readonly onPick: () => void;
  readonly testId: string;
  readonly children: ReactNode;
}

/** A row of the list below a combobox. The keys stay with the box: a press here does not take the focus from it. */
export function OptionRow({ id, active, onHover, onPick, testId, children }: OptionRowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above handles the keys of its list
    <div
      id={id}
      ref={(row) => void (active && row?.scrollIntoView({ block: 'nearest' }))}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      className="option"
      onMouseDown={(event) => event.preventDefault()}
      onMouseMove={onHover}
      onClick={onPick}
      data-testid={testId}
    >
      {children}
    </div>
  );
}
