import type { Browser } from 'playwright-core';
import { expect, it } from 'vitest';
import { at, visit } from './browser.ts';
import { until } from './grid.ts';

const SOON = 30_000;
const NODES = 1_000;
/** Rows in the page at any time: a screenful and what is kept around it. */
const ROWS_MAX = 80;

interface Played {
  readonly port: number;
  readonly grid: { say(us: number, type: string, body: Readonly<Record<string, unknown>>): string };
  push(say: () => void): void;
  close(): Promise<void>;
}

/** A thousand nodes in the page. They are told by a played record: so many processes cannot be started here. */
export function crowdedPageStory(browser: () => Browser): void {
  it('draws a screenful of a thousand nodes, wherever one scrolls to, and finds any of them', async () => {
    const { serve } = (await import(new URL('../../packages/dashboard/dev/serve.mjs', import.meta.url).href)) as {
      serve(options: { live: boolean }): Promise<Played>;
    };
    const played = await serve({ live: false });
    const { page, close } = await visit(browser(), `http://localhost:${played.port}`);
    try {
      const us = Date.now() * 1000;
      played.push(() => {
        for (let n = 0; n < NODES; n++) {
          const [node_id, agent_id, port] = [`load-${n}`, 'agent-1', 20_000 + n];
          played.grid.say(us, 'spawn_requested', {
            node_id,
            agent_id,
            port,
            storage_path: '',
            memory_limit_mb: 0,
            generation: 1,
            workload: 'storage',
            restart: 'always',
          });
          played.grid.say(us + 1, 'spawn_succeeded', { node_id, agent_id, port, pid: 1_000 + n, generation: 1 });
        }
      });
      await page.goto(`http://localhost:${played.port}/nodes`);
      const rows = page.locator(at('node-row'));
      await page.waitForSelector(at('node-row', { node: 'load-0' }), { timeout: SOON });
      expect(Number(await page.getAttribute('table.list', 'aria-rowcount'))).toBeGreaterThan(NODES);
      expect(await rows.count()).toBeLessThanOrEqual(ROWS_MAX);
      for (const share of [0.5, 1]) {
        const wanted = share === 1 ? 'load-999' : 'load-500';
        await until(`${wanted} in the page`, SOON, async () => {
          await page.evaluate((part) => {
            const scroller = document.getElementById('page') as HTMLElement;
            scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) * part - (scroller.scrollTop % 2);
          }, share);
          return (await page.locator(at('node-row', { node: wanted })).count()) === 1 ? true : undefined;
        });
        expect(await rows.count(), `rows at ${share * 100} %`).toBeLessThanOrEqual(ROWS_MAX);
      }
      await page.fill(at('filter-find'), 'load-777');
      await page.waitForSelector(at('node-row', { node: 'load-777' }), { timeout: SOON });
      expect(await rows.count()).toBe(1);
    } finally {
      await close();
      await played.close();
    }
  });
}
