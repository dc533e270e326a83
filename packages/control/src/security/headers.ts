/**
 * What a browser may do with our pages. `style-src 'unsafe-inline'` is there because the component kit (Mantine) writes its
 * theme variables into a <style> element at run time; scripts have no such exception. `connect-src` names ws: for browsers
 * in which 'self' does not cover the WebSocket scheme.
 */
export function pageHeaders(host: string): Readonly<Record<string, string>> {
  return {
    ...HEADERS,
    'content-security-policy': [
      "default-src 'self'",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data:",
      `connect-src 'self' ws://${host} wss://${host}`,
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
  };
}

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** For answers that are data: nothing in them may run or be framed, and none is kept by a cache. */
export const DATA_HEADERS: Readonly<Record<string, string>> = {
  ...HEADERS,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};
