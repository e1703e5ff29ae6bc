// SPDX-License-Identifier: Apache-2.0
import { foundSentence } from '../sentences.ts';
import type { Page } from '../ui/context.ts';

/**
 * Estimates the poses of a still on the stage anew, so that it shows what a drill does: videos show it with their next frame.
 *
 * @returns Whether it did: there may be none, or something else was opened meanwhile.
 */
export async function lookAgain({ state, stage, client }: Pick<Page, 'state' | 'stage' | 'client'>): Promise<boolean> {
  const picture = stage.scene()?.picture;
  const { shown } = state.get();
  const isStill = () => state.get().phase === 'ready' && stage.scene()?.picture === picture;
  if (!picture || !shown?.poses || !isStill()) return false;
  const copy = await createImageBitmap(picture);
  const { poses, stats } = await (await client).ask({ ask: 'estimate', picture: copy });
  if (!isStill()) return false;
  stage.showPoses(poses);
  state.set({ shown: { ...shown, poses }, stats, status: foundSentence(poses.length, stats) });
  return true;
}
