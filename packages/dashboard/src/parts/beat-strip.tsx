import type { EventJson } from '@sutra/api';
import { counted } from '@sutra/kit';
import type { AgentState } from '@sutra/model';
import { type Beat, type BeatSlot, beatStrip } from '../core/heartbeat.ts';
import { clockText } from '../core/wording.ts';
import { useNow } from '../shell/moment.ts';
import { useZone } from './time-text.tsx';
import './beat-strip.css';

const SLOTS = 30;
const SLOT_US = 60_000_000;

const WORDS: Readonly<Record<Beat, string>> = {
  healthy: 'healthy',
  missed: 'heartbeats missed',
  degraded: 'degraded',
  offline: 'offline',
  unregistered: 'left',
  none: 'not recorded',
};

/** The last half hour of an agent, a minute a slot, oldest left. Shape differs with state, not only colour; a sentence says it all. */
export function BeatStrip({ agent, events }: { readonly agent: AgentState; readonly events: readonly EventJson[] }) {
  const now = useNow(10_000);
  const zone = useZone();
  const toUs = Math.ceil((now * 1000) / SLOT_US) * SLOT_US;
  const slots = beatStrip(agent, events, { toUs, slots: SLOTS, slotUs: SLOT_US });
  return (
    <div className="beats" role="img" aria-label={sentence(slots)}>
      {slots.map((slot) => (
        <span
          key={slot.fromUs}
          className={`beat beat-${slot.beat}`}
          title={`${clockText(slot.fromUs, now, zone)} ${WORDS[slot.beat]}${slot.missed > 0 ? `, ${slot.missed} missed` : ''}`}
        />
      ))}
    </div>
  );
}

function sentence(slots: readonly BeatSlot[]): string {
  const counts = new Map<Beat, number>();
  for (const slot of slots) counts.set(slot.beat, (counts.get(slot.beat) ?? 0) + 1);
  return `Last ${slots.length} minutes: ${[...counts].map(([beat, count]) => `${WORDS[beat]} ${counted(count, 'minute')}`).join(', ')}`;
}
