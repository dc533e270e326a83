import { type KeyboardEvent, useEffect, useState } from 'react';

export interface ListKeys {
  /** Index of the option the keys are on; -1 for none. */
  readonly active: number;
  readonly setActive: (index: number) => void;
  /** For the input of the combobox. True when the key was taken. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
}

/** The keys of a combobox over its list: arrows move, Home and End jump while an option is active, Enter picks, Escape closes. */
export function useListKeys(count: number, open: boolean, onPick: (index: number) => void, onClose: () => void, first: number): ListKeys {
  const [active, setActive] = useState(first);
  useEffect(() => {
    if (active >= count) setActive(first);
  }, [active, count, first]);
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open || event.nativeEvent.isComposing) return false;
    const moved = movedBy(event.key, active, count);
    if (moved !== undefined) setActive(moved);
    else if (event.key === 'Enter' && active >= 0 && active < count) onPick(active);
    else if (event.key === 'Escape') onClose();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { active, setActive, onKeyDown };
}

function movedBy(key: string, active: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (active + 1) % count;
  if (key === 'ArrowUp') return active <= 0 ? count - 1 : active - 1;
  return undefined;
}
