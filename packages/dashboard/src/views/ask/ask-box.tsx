import { Button } from '@mantine/core';
import type { CompleteAnswer } from '@sutra/api';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../../parts/icon.tsx';
import { OptionRow } from '../../parts/option-row.tsx';
import { useListKeys } from '../../parts/use-list-keys.ts';
import { send } from '../../shell/http.ts';
import { usePatchUrl } from '../../shell/url.ts';

/** Quiet after the last letter before ways to go on are asked for, ms. */
const QUIET_MS = 90;

/** Where questions are typed, with ways to go on below: arrows choose, Enter asks, Tab takes over for typing on. */
export function AskBox({ question, busy, onCancel }: { readonly question: string; readonly busy: boolean; readonly onCancel: () => void }) {
  const patch = usePatchUrl();
  const [text, setText] = useState(question);
  const [typing, setTyping] = useState(false);
  const list = useId();
  useEffect(() => setText(question), [question]);
  const input = useRef<HTMLInputElement>(null);
  // Who comes to ask types at once, and letters that nobody takes would be shortcuts. A keyboard of glass would cover half the page.
  useEffect(() => {
    if (question === '' && matchMedia('(pointer: fine)').matches) input.current?.focus({ preventScroll: true });
  }, [question]);
  const options = useCompletions(text, typing);
  const open = typing && options.length > 0;
  const askFor = (wanted: string): void => {
    setTyping(false);
    setText(wanted);
    patch({ q: wanted, plan: undefined, ev: undefined });
  };
  const keys = useListKeys(
    options.length,
    open,
    (i) => askFor(options[i]?.question ?? text),
    () => setTyping(false),
    -1,
  );
  return (
    <form
      className="ask-box"
      aria-label="Ask"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') askFor(text.trim());
      }}
    >
      <Icon name="ask" />
      <input
        ref={input}
        className="ask-input"
        data-filter
        data-testid="ask-input"
        role="combobox"
        aria-label="Your question"
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={list}
        aria-activedescendant={open && keys.active >= 0 ? `${list}-${keys.active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder="Why did …? How many …? What happened …?"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setTyping(true);
          keys.setActive(-1);
        }}
        onBlur={() => setTyping(false)}
        onKeyDown={(event) => {
          if (keys.onKeyDown(event)) return;
          const chosen = options[keys.active];
          if (event.key === 'Tab' && !event.shiftKey && open && chosen !== undefined) {
            event.preventDefault();
            setText(`${chosen.question.replace(/\?$/, '')} `);
            keys.setActive(-1);
          } else if (event.key === 'ArrowDown' && !open) setTyping(true);
          else if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      {busy ? (
        <Button type="button" size="sm" variant="default" onClick={onCancel} data-testid="ask-cancel">
          Cancel
        </Button>
      ) : (
        <Button type="submit" size="sm" disabled={text.trim() === ''} data-testid="ask-submit">
          Ask
        </Button>
      )}
      <div className="options" id={list} role="listbox" aria-label="Ways to go on" hidden={!open} data-testid="completions">
        {open &&
          options.map((one, i) => (
            <OptionRow
              key={one.question}
              id={`${list}-${i}`}
              active={i === keys.active}
              onHover={() => keys.setActive(i)}
              onPick={() => askFor(one.question)}
              testId="completion"
            >
              <span className="option-text">{one.question}</span>
              <span className="muted small clip option-more">{one.reading}</span>
            </OptionRow>
          ))}
      </div>
    </form>
  );
}

const NONE: CompleteAnswer['completions'] = [];

/** Ways to go on with what is typed. Only the answer to the newest text counts: earlier ones are called off. */
function useCompletions(text: string, wanted: boolean): CompleteAnswer['completions'] {
  const settled = useSettled(text, QUIET_MS);
  const { data } = useQuery({
    queryKey: ['complete', settled],
    queryFn: ({ signal }) =>
      send<CompleteAnswer>(
        '/api/ask/complete',
        { text: settled, tz: Intl.DateTimeFormat().resolvedOptions().timeZone, limit: 7 },
        undefined,
        signal,
      ),
    enabled: wanted && settled === text && settled.length <= 200,
    staleTime: 30_000,
    gcTime: 60_000,
  });
  return wanted && settled === text ? (data?.completions ?? NONE) : NONE;
}

/** A value once it has stayed the same for a while. */
function useSettled<T>(value: T, quietMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), quietMs);
    return () => clearTimeout(timer);
  }, [value, quietMs]);
  return settled;
}
