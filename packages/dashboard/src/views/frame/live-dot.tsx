import { Tooltip } from '@mantine/core';
import { counted } from '@sutra/kit';
import type { LiveState } from '../../core/live.ts';
import { ageText } from '../../core/wording.ts';
import { Glyph } from '../../parts/glyph.tsx';
import { useLive, useServerNow } from '../../shell/live-context.tsx';

/** How fresh the page is: ● live and the age of the last word, ◐ catching up, ○ disconnected. */
export function LiveDot() {
  const state = useLive((live) => live);
  const now = useServerNow(500);
  const { glyph, tone, text } = describe(state, now - state.skewMs);
  return (
    <Tooltip label={sourcesText(state)}>
      <span className="live-dot" data-tone={tone} data-testid="live-dot" data-phase={state.phase}>
        <Glyph glyph={glyph} size={11} />
        <span>{text}</span>
        {state.master === 'down' && <span className="live-part">master down</span>}
        {state.store === 'down' && <span className="live-part">storage down</span>}
      </span>
    </Tooltip>
  );
}

function describe(state: LiveState, nowMs: number): { readonly glyph: string; readonly tone: string; readonly text: string } {
  const age = state.heardMs === undefined ? undefined : Math.max(0, nowMs - state.heardMs);
  switch (state.phase) {
    case 'connecting':
      return { glyph: '◌', tone: 'busy', text: 'connecting' };
    case 'catching-up':
      return { glyph: '◐', tone: 'warn', text: `catching up, ${counted(state.behind, 'event')} behind` };
    case 'disconnected':
      return { glyph: '○', tone: 'bad', text: age === undefined ? 'disconnected' : `disconnected ${ageText(age)}` };
    case 'live':
      return {
        glyph: '●',
        tone: state.store === 'down' || state.master === 'down' ? 'warn' : 'good',
        text: `live ${((age ?? 0) / 1000).toFixed(1)} s`,
      };
  }
}

function sourcesText(state: LiveState): string {
  if (state.phase === 'live' && state.master !== 'down' && state.store !== 'down')
    return 'Pushed as it happens. The number is the age of the last message.';
  if (state.store === 'down') return 'Control cannot follow storage: what you see is the last known state. Events are spooled meanwhile.';
  if (state.master === 'down') return 'The master does not answer: nodes keep running, changes are refused until it is back.';
  return 'What you see is the last known state.';
}
