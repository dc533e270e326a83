import { expect, it } from 'vitest';
import { at, type Visit } from './browser.ts';
import { type Grid, until } from './grid.ts';

/** How soon what happens must be seen, ms. Generous: two cores are shared with everything else. */
const SOON = 30_000;
const NODE = 'watched';

interface Asking {
  readonly grid: Grid;
  readonly here: Visit;
  readonly origin: string;
  /** Kills a node's process and waits until its restart is on record. */
  readonly killed: (name: string) => Promise<{ readonly crashed: { readonly timestamp: string } }>;
}

/** Part of the story of the browser: asking, changing the reading, travelling in time, being told. On the grid of the story. */
export function askingStory(story: () => Asking): void {
  const planOf = (url: string): Record<string, unknown> =>
    JSON.parse(new URL(url).searchParams.get('plan') ?? '{}') as Record<string, unknown>;
  let crashedAt = '';

  it('completes a half-typed question by keyboard, and shows how it was read', async () => {
    const { grid, here, origin, killed } = story();
    const { page } = here;
    expect((await grid.sutra('node', 'spawn', '--node', NODE, '--', 'sleep', '100000')).code).toBe(0);
    crashedAt = (await killed(NODE)).crashed.timestamp;
    await page.goto(`${origin}/ask`);
    // Nobody clicks first: what is typed on this page is the question.
    await page.waitForSelector(`${at('ask-input')}:focus`, { timeout: SOON });
    await page.keyboard.type(`how many crashes of ${NODE.slice(0, 5)}`);
    const wanted = page.locator(at('completion'), { hasText: `how many crashes of ${NODE}` }).first();
    await wanted.waitFor({ timeout: SOON });
    const input = page.locator(at('ask-input'));
    await until('the keys on the completion', SOON, async () => {
      await input.press('ArrowDown');
      return (
        (await wanted.getAttribute('aria-selected')) === 'true' &&
        (await input.getAttribute('aria-activedescendant')) === (await wanted.getAttribute('id'))
      );
    });
    const question = await wanted.locator('.option-text').textContent();
    await input.press('Enter');
    await page.waitForSelector(at('answer', { status: 'answered' }), { timeout: SOON });
    expect(new URL(page.url()).searchParams.get('q')).toBe(question);
    expect(await page.textContent(at('reading'))).toContain(NODE);
    expect(await page.locator(at('completion')).count()).toBe(0);
  });

  it('asks again by plan when a chip is changed, by mouse and by keyboard, and the link opens the same answer', async () => {
    const { here } = story();
    const { page } = here;
    await page.click(at('plan-chip', { slot: 'op' }));
    await page.locator(at('chip-choice'), { hasText: /^list$/ }).click({ timeout: SOON });
    await page.waitForURL((url) => planOf(url.href)['op'] === 'list', { timeout: SOON });
    await page.waitForSelector(`${at('answer', { status: 'answered' })} ${at('plan-chip', { slot: 'op' })}:has-text("list")`, {
      timeout: SOON,
    });
    await page.focus(at('plan-chip', { slot: 'node' }));
    await page.keyboard.press('Enter');
    await page.waitForSelector(`${at('chip-find')}:focus`, { timeout: SOON });
    await page.keyboard.type('any');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => (planOf(url.href)['where'] as Record<string, unknown> | undefined)?.['node'] === undefined, {
      timeout: SOON,
    });
    await page.waitForSelector(at('plan-chip', { slot: 'node' }), { state: 'detached', timeout: SOON });
    const read = await page.textContent(at('reading'));
    await page.goto(page.url());
    await page.waitForSelector(at('answer', { status: 'answered' }), { timeout: SOON });
    expect(await page.textContent(at('reading'))).toBe(read);
  });

  it('steps and drags to past instants, shows the grid as of then, and comes back with one click', async () => {
    const { here, origin } = story();
    const { page } = here;
    await page.goto(`${origin}/nodes`);
    await page.waitForSelector(at('node-row', { node: NODE, status: 'running' }), { timeout: SOON });
    await page.waitForSelector(at('rail-mark'), { timeout: SOON });
    // Other failures may have come since: back from one to the next until this one.
    for (let t: string | null = null; t !== crashedAt; ) {
      await page.keyboard.press('<');
      const before = t;
      await page.waitForURL((url) => url.searchParams.get('t') !== before, { timeout: SOON });
      t = new URL(page.url()).searchParams.get('t');
      await until('the rail at the instant of the address', SOON, async () => {
        const shown = Number(await page.getAttribute(at('rail-track'), 'aria-valuenow'));
        return Math.abs(shown - Date.parse(t as string) / 1_000) <= 1;
      });
    }
    await page.waitForSelector(at('node-row', { node: NODE, status: 'crashed' }), { timeout: SOON });
    expect(await page.textContent(at('past-banner'))).toContain('You are looking at');
    await page.focus(at('rail-track'));
    await page.keyboard.press('Home');
    await page.waitForSelector(at('node-row', { node: NODE }), { state: 'detached', timeout: SOON });
    await page.keyboard.press('End');
    await page.waitForSelector(at('past-banner'), { state: 'detached', timeout: SOON });
    const box = await page.locator(at('rail-track')).boundingBox();
    expect(box).not.toBeNull();
    const { x, y, width, height } = box as NonNullable<typeof box>;
    await page.mouse.move(x + width * 0.9, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.2, y + height / 2, { steps: 4 });
    await page.mouse.up();
    await page.waitForSelector(at('past-banner'), { timeout: SOON });
    await page.waitForSelector(at('node-row', { node: NODE }), { state: 'detached', timeout: SOON });
    await page.click(at('rail-now'));
    await page.waitForSelector(at('past-banner'), { state: 'detached', timeout: SOON });
    await page.waitForSelector(at('node-row', { node: NODE, status: 'running' }), { timeout: SOON });
  });

  it('tells what a watch waits for as it happens, once, and takes the watch down', async () => {
    const { grid, here, origin, killed } = story();
    const { page } = here;
    const link = /http:\S+/.exec((await grid.sutra('login')).stdout)?.[0] as string;
    await page.goto(link);
    await page.goto(`${origin}/watches`);
    await page.fill(at('watch-input'), `tell me when ${NODE} crashes`);
    await page.click(at('watch-add'));
    await page.waitForSelector(at('watch'), { timeout: SOON });
    // A recovery takes the place of the notice, and goes after a while: what is waited for is waited for from before the kill.
    const noticed = page.waitForSelector(`${at('notice', { subject: NODE })}:has-text("${NODE}")`, { timeout: 2 * SOON });
    const [shown] = await Promise.all([noticed, killed(NODE)]);
    expect(['fired', 'recovered']).toContain(await shown.getAttribute('data-kind'));
    const fired = `${at('notice-list')} ${at('event-row', { 'event-type': 'watch_fired' })}`;
    await page.waitForSelector(fired, { timeout: SOON });
    await page.waitForSelector(`${at('notice-list')} ${at('event-row', { 'event-type': 'watch_recovered' })}`, { timeout: SOON });
    expect(await page.locator(fired).count(), 'told once').toBe(1);
    await page.click(at('watch-remove'));
    await page.waitForSelector(at('watch'), { state: 'detached', timeout: SOON });
    expect((await grid.sutra('node', 'stop', NODE)).code).toBe(0);
  });
}
