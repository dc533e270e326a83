import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { usePatchUrl, useUrl } from '../shell/url.ts';
import { Icon } from './icon.tsx';

/** Keystrokes are gathered this long before the address changes, ms. */
const SETTLE_MS = 200;

interface FilterBoxProps {
  /** The key of the address it writes. */
  readonly name: string;
  readonly placeholder: string;
  readonly wrong?: boolean;
  readonly mono?: boolean;
  readonly className?: string;
}

/** A text filter whose value lives in the address. `/` goes to the first one of a page, Escape leaves it. */
export function FilterBox({ name, placeholder, wrong = false, mono = false, className }: FilterBoxProps) {
  const url = useUrl();
  const patch = usePatchUrl();
  const inUrl = url[name] ?? '';
  const [text, setText] = useState(inUrl);
  useEffect(() => setText(inUrl), [inUrl]);
  useEffect(() => {
    if (text === inUrl) return;
    const timer = setTimeout(() => patch({ [name]: text }, { replace: true }), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text, inUrl, name, patch]);
  return (
    <TextInput
      size="xs"
      data-filter
      data-testid={`filter-${name}`}
      {...(className === undefined ? {} : { className })}
      aria-label={placeholder}
      placeholder={placeholder}
      value={text}
      error={wrong}
      leftSection={<Icon name="search" size={14} />}
      {...(mono ? { styles: { input: { fontFamily: 'var(--font-mono)' } } } : {})}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
