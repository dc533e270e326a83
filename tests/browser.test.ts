import type { EventJson, NodeJson } from '@sutra/api';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askingStory } from './harness/asking-story.ts';
import { at, CHROMIUM, launchBrowser, type Visit, visit } from './harness/browser.ts';
import { crowdedPageStory } from './harness/crowded-page-story.ts';
import { type Grid, pidIsAlive, startGrid, until } from './harness/grid.ts';

/** How soon what happens must be seen, ms. Generous: two cores are shared with everything else. */
const SOON = 15_000;
const NODE = 'walker';

if (CHROMIUM === undefined) {
  it.skip('SKIPPED: the dashboard in a real browser needs Chromium (/usr/bin/chromium), which is not installed here', () => undefined);
} else {
  describe('the dashboard in Chromium, on a real grid', story);
}

function story(): void {
  let grid: Grid;
  let browser: Browser;
  let here: Visit;
  let origin: string;
  beforeAll(async () => {
    [grid, browser] = await Promise.all([startGrid({ args: ['--name', 'browser-story'] }), launchBrowser()]);
    origin = `http://localhost:${9_000 + grid.offset}`;
    here = await visit(browser, origin);
  });
  afterAll(async () => {
    await browser?.close();
    await grid?.close();
  });
  afterEach(() => {
    expect(here.complaints.splice(0), 'what the browser complained about').toEqual([]);
  });

  const node = async (name: string): Promise<NodeJson> => {
    const found = (await grid.nodes()).find((one) => one.node_id === name);
    expect(found, `${name} exists`).toBeDefined();
    return found as NodeJson;
  };
  /** Kills the node's process and waits until the grid has recorded it, so that what the page shows can be compared with it. */
  const killed = async (name: string): Promise<{ crashed: EventJson; restarted: EventJson }> => {
    // It may still be on its way back from the last time.
    const { pid, crash_count: before } = await until(`${name} runs`, SOON, async () => {
      const one = await node(name);
      return one.status === 'running' && pidIsAlive(one.pid as number) && one;
    });
    process.kill(pid as number, 'SIGKILL');
    return until(`${name} killed and restarted on record`, SOON, async () => {
      const crashes = await grid.events({ entity_id: name, event_type: 'node_crashed' });
      const crashed = crashes[0];
      if (crashes.length <= before || crashed === undefined || pidIsAlive(pid as number)) return undefined;
      const restarted = (await grid.events({ entity_id: name, event_type: 'node_restarted' })).find((event) =>
        event.caused_by.includes(crashed.event_id),
      );
      return restarted === undefined ? undefined : { crashed, restarted };
    });
  };
  const live = () => here.page.waitForSelector(at('live-dot', { phase: 'live' }), { timeout: SOON });
  /** Marks the document: a reload would lose the mark. */
  const mark = () => here.page.evaluate(() => Object.assign(globalThis, { sutraMark: 'same document' }));
  const marked = () => here.page.evaluate(() => (globalThis as { sutraMark?: string }).sutraMark);

  it('is read-only before anybody has signed in, and says why and how to', async () => {
    const { page } = here;
    await page.goto(`${origin}/nodes`);
    await live();
    const button = page.locator(at('spawn-button'));
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    expect(await button.getAttribute('title')).toContain('sutra login');
    await button.click({ force: true });
    expect(await page.locator(at('spawn-dialog')).count()).toBe(0);
    const refused = await page.evaluate(async () => {
      const response = await fetch('/api/grid/agents', { method: 'GET' });
      return response.status;
    });
    expect(refused, 'reading needs no session').toBe(200);
  });

  it('is signed in by a link that works once', async () => {
    const { page } = here;
    const ran = await grid.sutra('login');
    expect(ran.code).toBe(0);
    const link = /http:\S+/.exec(ran.stdout)?.[0] as string;
    await page.goto(link);
    await live();
    expect(new URL(page.url()).pathname, 'the code does not stay in the address').toBe('/');
    expect(page.url()).not.toContain('code=');
    const again = await fetch(link, { redirect: 'manual' });
    expect(again.status, 'the same link a second time').toBe(401);
    await until('the name of the grid in the header', SOON, async () =>
      (await page.textContent('header .grid-name'))?.includes('browser-story'),
    );
  });

  it('spawns a node through the dialog and shows it running without a reload', async () => {
    const { page } = here;
    await page.click(at('nav-nodes'));
    await mark();
    await page.click(at('spawn-button'));
    await page.fill(at('spawn-name'), NODE);
    await page.click(at('spawn-submit'));
    await page.waitForURL(`**/nodes/${NODE}`, { timeout: 40_000 });
    await page.click(at('nav-nodes'));
    await page.waitForSelector(at('node-row', { node: NODE, status: 'running' }), { timeout: SOON });
    expect(await marked()).toBe('same document');
    const { pid } = await node(NODE);
    expect(pidIsAlive(pid as number)).toBe(true);
    expect(await page.locator(`${at('node-row', { node: NODE })} td`).allTextContents()).toContain(String(pid));
  });

  it('shows a kill -9 and the restart without a reload', async () => {
    const { page } = here;
    await page.click(`${at('node-row', { node: NODE })} a`);
    await page.waitForURL(`**/nodes/${NODE}`);
    await mark();
    const before = await node(NODE);
    const { crashed, restarted } = await killed(NODE);
    expect(crashed.details).toMatchObject({ signal: 'SIGKILL', pid: before.pid });
    await page.waitForSelector(`${at('node-timeline')} ${at('event-row', { 'event-type': 'node_crashed' })}`, { timeout: SOON });
    await page.waitForSelector(`${at('node-timeline')} ${at('event-row', { 'event-type': 'node_restarted' })}`, { timeout: SOON });
    await until('the autopsy names the signal', SOON, async () => (await page.textContent(at('autopsy')))?.includes('SIGKILL'));
    await until('the new pid on the page', SOON, async () =>
      (await page.textContent('.facts'))?.includes(String(restarted.details['new_pid'])),
    );
    expect(restarted.details['new_pid']).not.toBe(before.pid);
    expect(await marked()).toBe('same document');
  });

  it('answers Why? with SIGKILL, and evidence opens the event with its body', async () => {
    const { page } = here;
    await page.click(`${at('autopsy')} ${at('why-button')}`);
    await page.waitForSelector(at('answer', { status: 'answered' }), { timeout: SOON });
    expect(await page.textContent(at('answer-text'))).toContain('SIGKILL');
    const rows = await page.locator(at('path-event')).allTextContents();
    expect(rows.some((text) => text.includes('node crashed'))).toBe(true);
    expect(rows.some((text) => text.includes('spawn succeeded'))).toBe(true);
    const chip = page.locator(`${at('evidence-chip')}[aria-label*="crashed"]`).first();
    await chip.click();
    const panel = page.locator(at('event-panel'));
    await panel.locator(at('event-panel-type')).waitFor({ timeout: SOON });
    expect(await panel.locator(at('event-panel-type')).textContent()).toBe('node crashed');
    const said = await panel.textContent();
    expect(said).toContain(NODE);
    expect(said).toContain('SIGKILL');
    expect(said, 'a field of the body').toContain('uptime');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached', timeout: SOON });
  });

  it('can be walked with the keyboard alone: problem, why, evidence', async () => {
    const { page } = here;
    const ran = await grid.sutra('node', 'spawn', '--node', 'grumpy', '--', 'sh', '-c', 'echo no mood today >&2; exit 3');
    expect(ran.code).toBe(0);
    await until(
      'a crash loop on record',
      60_000,
      async () => (await grid.events({ entity_id: 'grumpy', event_type: 'node_crash_looping' }))[0],
    );
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.waitForSelector(`${at('problem')}:has-text("grumpy")`, { timeout: SOON });
    for (let presses = 0; presses < 10; presses++) {
      await page.keyboard.press('j');
      if (await page.evaluate(() => document.activeElement?.closest('[data-testid="problem"]')?.textContent?.includes('grumpy') === true))
        break;
    }
    await page.keyboard.press('w');
    await page.waitForURL(/\/ask\?.*q=why/, { timeout: SOON });
    await page.waitForSelector(at('answer', { status: 'answered' }), { timeout: SOON });
    expect(await page.textContent(at('answer-text'))).toContain('grumpy');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForSelector(at('event-panel-type'), { timeout: SOON });
    expect(await page.textContent(at('event-panel'))).toContain('grumpy');
    expect((await grid.sutra('node', 'stop', 'grumpy')).code).toBe(0);
  });

  it('stops a node by preview and confirm; Enter confirms nothing', async () => {
    const { page } = here;
    await page.goto(`${origin}/nodes/${NODE}`);
    await live();
    const { pid } = await node(NODE);
    await page.click(at('stop-button'));
    const preview = page.locator(at('action-preview'));
    await preview.waitFor();
    expect(await preview.textContent()).toContain(`pid ${pid}`);
    await until('the focus on Cancel', SOON, async () =>
      page.evaluate(() => document.activeElement?.getAttribute('data-testid') === 'action-cancel'),
    );
    await page.keyboard.press('Enter');
    await preview.waitFor({ state: 'detached' });
    await page.click(at('stop-button'));
    await page.focus(at('action-confirm'));
    await page.keyboard.press('Enter');
    expect(await preview.isVisible()).toBe(true);
    expect(await page.locator(at('outcome')).count()).toBe(0);
    expect(await grid.events({ entity_id: NODE, event_type: 'stop_requested' }), 'nothing was asked for').toHaveLength(0);
    expect(pidIsAlive(pid as number)).toBe(true);
    await page.keyboard.press('Space');
    await page.waitForSelector(at('outcome', { outcome: 'succeeded' }), { timeout: 30_000 });
    expect(pidIsAlive(pid as number)).toBe(false);
    const [asked] = await grid.events({ entity_id: NODE, event_type: 'stop_requested' });
    expect(asked?.actor).toMatch(/^(session|dashboard|browser)/);
    await page.click(at('action-cancel'));
    await page.waitForSelector(`header ${at('status', { status: 'stopped' })}, ${at('status', { status: 'stopped' })}`, { timeout: SOON });
  });

  it('greys when control is killed, says as of when, and recovers by itself without losing an event', async () => {
    const { page } = here;
    expect((await grid.sutra('node', 'spawn', '--node', 'steady', '--', 'sleep', '100000')).code).toBe(0);
    await page.goto(`${origin}/nodes/steady`);
    await live();
    await page.waitForSelector(`${at('node-timeline')} ${at('event-row', { 'event-type': 'spawn_succeeded' })}`, { timeout: SOON });
    await mark();
    const { control } = grid.pids();
    const { pid } = await node('steady');
    here.outage = true;
    const veiled = page.waitForSelector(`${at('stale-banner')}`, { timeout: 8_000 });
    // Stopped first, so that the outage lasts as long as the test needs it; then killed, so that it is a new process that comes back.
    process.kill(control, 'SIGSTOP');
    process.kill(pid as number, 'SIGKILL');
    await veiled;
    expect(await page.textContent(at('stale-banner'))).toContain('Disconnected');
    expect(await page.getAttribute(at('live-dot'), 'data-phase')).toBe('disconnected');
    expect(
      await page.locator(`${at('node-timeline')} ${at('event-row', { 'event-type': 'node_crashed' })}`).count(),
      'the page cannot know yet',
    ).toBe(0);
    process.kill(control, 'SIGKILL');
    await until('another control', 60_000, async () => grid.pids().control !== control && pidIsAlive(grid.pids().control));
    expect(pidIsAlive(control)).toBe(false);
    await page.waitForSelector(at('live-dot', { phase: 'live' }), { timeout: 60_000 });
    await page.waitForSelector(at('stale-banner'), { state: 'detached', timeout: SOON });
    here.outage = false;
    await page.waitForSelector(`${at('node-timeline')} ${at('event-row', { 'event-type': 'node_restarted' })}`, { timeout: SOON });
    expect(await marked(), 'no reload').toBe('same document');
    const recorded = await grid.events({ entity_id: 'steady', severity: 'info,warning,error,critical' });
    const shown = await page
      .locator(`${at('node-timeline')} ${at('event-row')}`)
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-why')));
    expect(shown.sort()).toEqual(recorded.map((event) => `why ${event.event_id}`).sort());
    expect((await killed('steady')).crashed.details['signal'], 'and it is live again').toBe('SIGKILL');
    await until(
      'the second crash on the page',
      SOON,
      async () => (await page.locator(`${at('node-timeline')} ${at('event-row', { 'event-type': 'node_crashed' })}`).count()) === 2,
    );
  });

  it('says that storage is away, what still works and as of when, and goes on by itself', async () => {
    const { page } = here;
    await page.goto(`${origin}/events?all=1`);
    await live();
    await mark();
    const { storage } = grid.pids();
    here.outage = true;
    // The supervisor is held, so that the outage lasts as long as the test needs it.
    void grid.end('SIGSTOP');
    process.kill(storage, 'SIGKILL');
    try {
      await page.waitForSelector(at('stale-banner'), { timeout: SOON });
      const said = await page.textContent(at('stale-banner'));
      expect(said).toContain('Storage is away');
      expect(said).toContain('as of');
      expect(said).toContain('Nodes keep running');
      expect(await page.getAttribute(at('live-dot'), 'data-phase'), 'control is there').toBe('live');
      // What needs the record says so at once instead of turning for ever.
      await page.goto(`${origin}/ask?q=${encodeURIComponent('how many crashes today?')}`);
      await page.waitForSelector(at('failure'), { timeout: SOON });
      await mark();
    } finally {
      void grid.end('SIGCONT');
    }
    await page.waitForSelector(at('stale-banner'), { state: 'detached', timeout: 60_000 });
    await page.waitForSelector(at('answer', { status: 'answered' }), { timeout: SOON });
    await page.waitForSelector(at('failure'), { state: 'detached', timeout: SOON });
    here.outage = false;
    expect(await marked(), 'no reload').toBe('same document');
  });

  it('shows a page for a name that looks like a file after a reload', async () => {
    const { page } = here;
    expect((await grid.sutra('node', 'spawn', '--node', 'my.node', '--', 'sleep', '100000')).code).toBe(0);
    const response = await page.goto(`${origin}/nodes/my.node`);
    expect(response?.status()).toBe(200);
    await live();
    await until('the node by name', SOON, async () => (await page.textContent('main'))?.includes('my.node'));
    await page.reload();
    await until('the node by name after a reload', SOON, async () => (await page.textContent('main h1'))?.includes('my.node'));
  });

  askingStory(() => ({ grid, here, origin, killed }));
  crowdedPageStory(() => browser);

  it('leaves the sentence of an event most of a phone, and the mark of how bad it is keeps its shape', async () => {
    const { page } = here;
    const wide = page.viewportSize();
    await page.setViewportSize({ width: 390, height: 844 });
    try {
      await page.goto(`${origin}/events`);
      const row = page.locator(at('event-row')).first();
      await row.waitFor({ timeout: SOON });
      const [whole, text, mark] = await Promise.all(
        [row, row.locator('.event-text'), row.locator(at('status'))].map(async (one) => (await one.boundingBox())?.width ?? 0),
      );
      expect((text ?? 0) / (whole ?? 1)).toBeGreaterThan(0.6);
      expect(mark).toBeGreaterThan(8);
    } finally {
      if (wide !== null) await page.setViewportSize(wide);
    }
  });

  it('is free of complaints on every page, in light and in dark', async () => {
    const { page } = here;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const path of [
        '/',
        '/agents',
        '/agents/agent-1',
        '/nodes',
        `/nodes/${NODE}`,
        '/events?all=1',
        '/ask',
        '/ask?q=is%20the%20grid%20healthy%3F',
        '/watches',
        '/audit',
      ]) {
        await page.goto(`${origin}${path}`);
        await live();
        await page.waitForSelector('main h1, main h2, main form', { timeout: SOON });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(overflow, `${path} fits the window`).toBeLessThanOrEqual(0);
      }
    }
  });
}
