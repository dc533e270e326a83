import { hash32 } from '@sutra/kit';
import type { GridState } from '@sutra/model';
import type { StoredEvent } from './chronicle.ts';
import { SIM_PLATFORMS, type SimPlatform } from './endings.ts';
import { SimGrid } from './grid.ts';
import { AGENT_TEMPLATES } from './scenarios/agents.ts';
import { CHANGE_TEMPLATES } from './scenarios/changes.ts';
import { distract } from './scenarios/distractors.ts';
import { END_TEMPLATES } from './scenarios/ends.ts';
import { HELD_OUT_TEMPLATES } from './scenarios/held-out.ts';
import { QUIET_TEMPLATES } from './scenarios/quiet.ts';
import { setStage, type Template } from './scenarios/stage.ts';
import { WISH_TEMPLATES } from './scenarios/wishes.ts';
import type { Truth } from './truth.ts';

/** Templates the rules were written against. */
export const OPEN_TEMPLATES: readonly Template[] = [
  ...END_TEMPLATES,
  ...CHANGE_TEMPLATES,
  ...AGENT_TEMPLATES,
  ...WISH_TEMPLATES,
  ...QUIET_TEMPLATES,
];
/** Seeds from here on are held out: no rule was tuned on them. */
export const HELD_OUT_SEEDS_FROM = 1_000;

export interface Case {
  readonly id: string;
  readonly platform: SimPlatform;
  readonly template: Template;
  readonly seed: number;
  /** Plays the variant whose trace is removed. */
  readonly traceless: boolean;
}

/** Every template on every platform with these seeds; every third seed of a template that can lose its trace loses it. */
export function casesOf(templates: readonly Template[], seeds: readonly number[]): Case[] {
  return templates.flatMap((template) =>
    SIM_PLATFORMS.flatMap((platform) =>
      seeds.map((seed) => {
        const traceless = template.canLoseTrace && seed % 3 === 2;
        return { id: `${platform}/${template.name}/${seed}${traceless ? '/traceless' : ''}`, platform, template, seed, traceless };
      }),
    ),
  );
}

/** One seed of every template on every platform, a third of them without their trace: what a quick run plays. */
export function sampleCases(): Case[] {
  return OPEN_TEMPLATES.flatMap((template, t) =>
    SIM_PLATFORMS.flatMap((platform, p) => casesOf([template], [(t + p) % 3]).filter((one) => one.platform === platform)),
  );
}

export const openCases = (seeds: number): Case[] => casesOf(OPEN_TEMPLATES, range(0, seeds));
export const heldOutSeedCases = (seeds: number): Case[] => casesOf(OPEN_TEMPLATES, range(HELD_OUT_SEEDS_FROM, seeds));
export const heldOutTemplateCases = (seeds: number): Case[] => casesOf(HELD_OUT_TEMPLATES, range(HELD_OUT_SEEDS_FROM, seeds));

const range = (from: number, n: number): number[] => Array.from({ length: n }, (_, i) => from + i);

/** What a case left: the record, the state folded from it, and (for the scorer alone) the truth. */
export interface PlayedCase {
  readonly events: readonly StoredEvent[];
  readonly state: GridState;
  readonly nowUs: number;
  readonly truth: Truth;
}

export function play(one: Case): PlayedCase {
  const grid = new SimGrid(one.platform, hash32(`${one.platform}/${one.template.name}/${one.seed}`));
  const stage = setStage(grid, one.traceless);
  const distractors = distract(stage);
  const { plan, cause, names, askAfterMs } = one.template.play(stage);
  grid.time.runUntil(stage.faultMs + askAfterMs);
  const truth: Truth = {
    caseId: one.id,
    platform: one.platform,
    template: one.template.name,
    seed: one.seed,
    plan,
    cause,
    injected: one.template.injects,
    distractors,
    ...(names === undefined ? {} : { names }),
  };
  return { events: grid.chronicle.events, state: grid.state, nowUs: grid.chronicle.wallUs, truth };
}
