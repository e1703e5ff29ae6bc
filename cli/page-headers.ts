// SPDX-License-Identifier: Apache-2.0
// What the page is allowed to do. One place for the server's headers, the built page's own policy, and the service
// worker, which adds the headers on hosts that send none.

/** For the page's `<meta>`: everything that a policy may say there. */
export const PAGE_POLICY = [
  "default-src 'self'",
  // Nothing inline and no eval; WebAssembly may be compiled.
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  // Pictures of the user's own are shown from blob: addresses.
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Sensors and devices: the camera and screen sharing for the page itself, the rest for nobody. */
const PERMISSIONS = [
  'camera=(self)',
  'display-capture=(self)',
  'fullscreen=(self)',
  'screen-wake-lock=(self)',
  'accelerometer=()',
  'geolocation=()',
  'gyroscope=()',
  'hid=()',
  'magnetometer=()',
  'microphone=()',
  'midi=()',
  'payment=()',
  'publickey-credentials-get=()',
  'serial=()',
  'usb=()',
  'xr-spatial-tracking=()',
].join(', ');

/** Isolation: without it a page gets no shared memory, so no workers that share a picture. */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** Headers of every answer. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  ...ISOLATION_HEADERS,
  // Who may frame a page can only be said by header.
  'Content-Security-Policy': `${PAGE_POLICY}; frame-ancestors 'none'`,
  'Permissions-Policy': PERMISSIONS,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};
