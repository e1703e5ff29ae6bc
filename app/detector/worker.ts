// SPDX-License-Identifier: Apache-2.0
// The worker that holds the detector, so that the page never waits for it. A page that can have no worker imports the same
// file: the detector's code is downloaded once, wherever it runs.
import type { Call, Reply } from './protocol.ts';
import { createService, plainError } from './service.ts';

export { createService };

if (typeof document === 'undefined') serve();

function serve(): void {
  // TypeScript gives the app's project the globals of a page; this function alone runs in a worker.
  const scope = globalThis as unknown as Pick<Worker, 'postMessage' | 'addEventListener'>;
  const reply = (message: Reply) => scope.postMessage(message, handedOver(message));
  const service = createService((notice) => reply({ notice }));
  scope.addEventListener('message', (event) => {
    const { id, question } = (event as MessageEvent<Call>).data;
    service.answer(question).then(
      (answer) => reply({ id, answer }),
      (error: unknown) => reply({ id, error: plainError(error) }),
    );
  });
}

/** A frame that was looked at goes back to the page, which shows it. */
function handedOver(message: Reply): Transferable[] {
  return 'answer' in message && message.answer && 'picture' in message.answer ? [message.answer.picture] : [];
}
