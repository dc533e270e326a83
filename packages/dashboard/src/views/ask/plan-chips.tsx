import type { ChipJson, ChipsAnswer } from '@sutra/api';
import { SutraError } from '@sutra/kit';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { OptionRow } from '../../parts/option-row.tsx';
import { useListKeys } from '../../parts/use-list-keys.ts';
import { send } from '../../shell/http.ts';
import { useMoment } from '../../shell/moment.ts';
import { usePatchUrl } from '../../shell/url.ts';

type Plan = Readonly<Record<string, unknown>>;

function useChips(plan: Plan, more: { readonly slot?: string; readonly find?: string }, enabled: boolean) {
  const at = useMoment();
  return useQuery({
    queryKey: ['chips', plan, more, at],
    queryFn: ({ signal }) =>
      send<ChipsAnswer>(
        '/api/ask/chips',
        { plan, ...more, tz: Intl.DateTimeFormat().resolvedOptions().timeZone, ...(at === undefined ? {} : { at }) },
        undefined,
        signal,
      ),
    enabled,
    staleTime: 60_000,
  });
}

/** How the question was read, slot by slot. A chip opens the other values it could have; choosing one asks again, by plan. */
export function PlanChips({ plan }: { readonly plan: Plan }) {
  const { data, error } = useChips(plan, {}, true);
  if (error !== null) return <span className="muted small">The reading cannot be changed now: {SutraError.from(error).message}</span>;
  return data?.chips.map((chip) => <PlanChip key={chip.slot} chip={chip} plan={plan} />);
}

function PlanChip({ chip, plan }: { readonly chip: ChipJson; readonly plan: Plan }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const label = chip.slot === 'add' ? '+' : chip.set ? chip.label : '';
  const text = (
    <>
      {label !== '' && <span className="muted">{label}</span>} {chip.slot === 'add' ? 'filter' : chip.text}
    </>
  );
  if (chip.choices.length === 0)
    return (
      <span className="chip" data-testid="plan-chip" data-slot={chip.slot}>
        {text}
      </span>
    );
  const close = (refocus: boolean): void => {
    setOpen(false);
    if (refocus) button.current?.focus();
  };
  return (
    <span className="chip-place">
      <button
        ref={button}
        type="button"
        className={chip.set ? 'chip' : 'chip assumed'}
        aria-haspopup="listbox"
        aria-expanded={open}
        title="Change this and ask again"
        // The menu closes when its input loses the focus: a press here must not take it before the click is counted.
        onMouseDown={(event) => open && event.preventDefault()}
        onClick={() => setOpen(!open)}
        data-testid="plan-chip"
        data-slot={chip.slot}
      >
        {text}
        <span className="chip-caret" aria-hidden="true">
          ▾
        </span>
      </button>
      {open && <ChipMenu chip={chip} plan={plan} onClose={close} />}
    </span>
  );
}

function ChipMenu({ chip, plan, onClose }: { readonly chip: ChipJson; readonly plan: Plan; readonly onClose: (refocus: boolean) => void }) {
  const patch = usePatchUrl();
  const list = useId();
  const [find, setFind] = useState('');
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
  const searched = useChips(plan, { slot: chip.slot, find: find.trim() }, chip.more && find.trim() !== '');
  const known = chip.choices.filter((choice) => `${choice.group ?? ''} ${choice.text}`.toLowerCase().includes(find.trim().toLowerCase()));
  const choices = chip.more && find.trim() !== '' ? (searched.data?.chips[0]?.choices ?? known) : known;
  const pick = (i: number): void => {
    const choice = choices[i];
    if (choice === undefined) return;
    onClose(true);
    if (choice.chosen !== true) patch({ q: undefined, plan: JSON.stringify(choice.plan), ev: undefined });
  };
  const keys = useListKeys(
    choices.length,
    true,
    pick,
    () => onClose(true),
    Math.max(
      0,
      choices.findIndex((choice) => choice.chosen === true),
    ),
  );
  return (
    <div className="chip-menu">
      <input
        ref={box}
        className="chip-find"
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={choices[keys.active] === undefined ? undefined : `${list}-${keys.active}`}
        aria-label={`Other values for ${chip.label === '' ? chip.text : chip.label}`}
        placeholder="Find…"
        value={find}
        onChange={(event) => {
          setFind(event.currentTarget.value);
          keys.setActive(0);
        }}
        onBlur={() => onClose(false)}
        onKeyDown={(event) => void keys.onKeyDown(event)}
        data-testid="chip-find"
      />
      <div id={list} role="listbox" aria-label={chip.label} className="chip-list">
        {choices.map((choice, i) => (
          <OptionRow
            key={`${choice.group ?? ''} ${choice.text}`}
            id={`${list}-${i}`}
            active={i === keys.active}
            onHover={() => keys.setActive(i)}
            onPick={() => pick(i)}
            testId="chip-choice"
          >
            <span className="option-text clip">
              {choice.group !== undefined && <span className="muted">{choice.group} </span>}
              {choice.text}
            </span>
            {choice.chosen === true && <span className="muted small">now</span>}
          </OptionRow>
        ))}
        {choices.length === 0 && <p className="muted small option">Nothing is called that.</p>}
      </div>
    </div>
  );
}
