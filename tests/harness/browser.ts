import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The system's Chromium; undefined when there is none. */
export const CHROMIUM = PLACES.find((path) => existsSync(path));

/** Nothing but the page may talk: no updates, no first-run, no experiments. */
const ARGS = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error(`no Chromium at ${PLACES.join(', ')}`);
  return chromium.launch({ executablePath: CHROMIUM, args: ARGS });
}

/** A browser of one person: a page, and everything the browser complained about. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, uncaught exceptions, violations of the content policy, requests to anyone but the grid. */
  readonly complaints: string[];
  /** While true, failed requests to the grid are expected: control has been taken down on purpose. */
  outage: boolean;
  close(): Promise<void>;
}

const REFUSED = /ERR_CONNECTION_|ERR_EMPTY_RESPONSE|ERR_SOCKET|WebSocket is closed|503 \(/;

/** Opens a page that is watched from its first byte on. `origin` is the grid: `http://localhost:9000`. */
export async function visit(browser: Browser, origin: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: 'UTC', reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  const seen: Visit = { page, context, complaints, outage: false, close: () => context.close() };
  const complain = (what: string): void => {
    if (!(seen.outage && REFUSED.test(what))) complaints.push(what);
  };
  page.on('console', (message) => message.type() === 'error' && complain(`console: ${message.text()} (${message.location().url})`));
  page.on('pageerror', (error) => complain(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol)) complain(`foreign request: ${request.url()}`);
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(origin).host) complain(`foreign socket: ${socket.url()}`);
  });
  await context.exposeBinding('sutraComplain', (_source, what: string) => complain(what));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      (globalThis as unknown as { sutraComplain(what: string): void }).sutraComplain(
        `policy: ${event.violatedDirective} ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`,
      );
    });
  });
  return seen;
}

/** An element by its test id, narrowed by attributes. */
export function at(id: string, attributes: Readonly<Record<string, string>> = {}): string {
  return `[data-testid="${id}"]${Object.entries(attributes)
    .map(([name, value]) => `[data-${name}="${value}"]`)
    .join('')}`;
}
