// SPDX-License-Identifier: Apache-2.0
import { Problem } from '../sentences.ts';
import { openStream, type VideoSource } from './video.ts';

/** Opens a webcam, 1280 x 720 if it can. @throws what `getUserMedia` throws, or a Problem without one. */
export async function openCamera(deviceId?: string): Promise<VideoSource> {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new Problem('This browser gives no webcam here: it must be opened over https or on this machine.');
  }
  const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'user' };
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { width: { ideal: 1280 }, height: { ideal: 720 }, ...which },
  });
  const [track] = stream.getVideoTracks();
  // Desktops do not know where their cameras look: at the user.
  return openStream(stream, track?.getSettings().facingMode !== 'environment');
}

export interface CameraChoice {
  readonly id: string;
  readonly name: string;
}

/** The webcams that there are; their names are known only once one of them was allowed. */
export async function listCameras(): Promise<CameraChoice[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  return devices
    .filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
    .map(({ deviceId, label }, k) => ({ id: deviceId, name: label || `Camera ${k + 1}` }));
}

/** Opens a screen or window that the user picks. @throws what `getDisplayMedia` throws, or a Problem without it. */
export async function openScreen(): Promise<VideoSource> {
  if (!navigator.mediaDevices?.getDisplayMedia) throw new Problem('This browser cannot share a screen.');
  return openStream(await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 30 } }));
}
