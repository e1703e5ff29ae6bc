// SPDX-License-Identifier: Apache-2.0
// The page's side of the service worker: puts it in place, offers updates, and reloads once where only that isolates
// the page.
import { showNotice } from './notice.ts';

/** How far it is; also `data-offline` of the document, for styles and tests. */
type OfflineState = 'unsupported' | 'failed' | 'installing' | 'ready' | 'update';

/** Set once the page has reloaded to become isolated: a browser that never isolates must not reload for ever. */
const RELOADED = 'reloaded-for-isolation';

/** Makes the page work without a network from its next opening on. In a browser without service workers, does nothing. */
export async function setUpOffline(): Promise<void> {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer }; // none in an insecure context
  if (serviceWorker === undefined) return enter('unsupported');
  enter('installing');
  // Isolated already, nothing is in a hurry: the first pose goes first.
  if (crossOriginIsolated) await quiet();
  try {
    const registration = await serviceWorker.register('./service-worker.js', { updateViaCache: 'none' });
    if (registration.waiting) offerUpdate(registration.waiting);
    registration.addEventListener('updatefound', () => watch(registration));
    await serviceWorker.ready;
    if (document.documentElement.dataset.offline === 'installing') enter('ready');
    if (!crossOriginIsolated) isolate();
  } catch {
    enter('failed'); // the page itself works as before
  }
}

/** Offers the version that is being installed, once it is complete. */
function watch({ installing, active }: ServiceWorkerRegistration): void {
  if (!installing || !active) return;
  installing.addEventListener('statechange', () => {
    if (installing.state === 'installed') offerUpdate(installing);
  });
}

function offerUpdate(waiting: ServiceWorker): void {
  enter('update');
  showNotice('A new version is ready.', 'Reload', () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    waiting.postMessage('activate');
  });
}

/** The page was loaded before the worker could add its headers: it takes one reload. */
function isolate(): void {
  if (sessionStorage.getItem(RELOADED) !== null) return;
  const reload = () => {
    sessionStorage.setItem(RELOADED, 'yes');
    location.reload();
  };
  // Nobody has touched the page yet, so nothing is lost.
  if (!navigator.userActivation?.hasBeenActive) reload();
  else showNotice('The page can run faster after a reload.', 'Reload', reload);
}

/** Resolves when the page is loaded and has nothing to do. */
async function quiet(): Promise<void> {
  if (document.readyState !== 'complete') {
    await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
  }
  const idle = window.requestIdleCallback ?? ((done: () => void) => setTimeout(done, 500)); // Safari has none
  await new Promise<void>((resolve) => idle(() => resolve(), { timeout: 3000 }));
}

function enter(state: OfflineState): void {
  document.documentElement.dataset.offline = state;
}
