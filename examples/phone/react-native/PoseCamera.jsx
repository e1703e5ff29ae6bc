// SPDX-License-Identifier: Apache-2.0
// The camera of a React Native app with the people before it drawn. Needs react-native-webview; pose-page.js is written by
// `node react-native/make-page.mjs`. The app says that it wants the camera: NSCameraUsageDescription in Info.plist, and
// android.permission.CAMERA in AndroidManifest.xml; the WebView asks the user.
import { WebView } from 'react-native-webview';
import { POSE_PAGE } from './pose-page.js';

// An address of its own makes the page a secure context, without which there is no camera; nothing is loaded from it.
const ORIGIN = 'https://localhost';

/**
 * `onPoses({ timestampMs, width, height, people })` is called for every frame that is looked at, each of `people` with `id`, `score` and
 * `keypoints`: x, y (pixels of the video) and score of COCO's 17 joints, 51 numbers. `onError` is told why there is none.
 */
export function PoseCamera({ onPoses, onError, style }) {
  const hear = ({ nativeEvent }) => {
    const message = JSON.parse(nativeEvent.data);
    if (message.error) onError?.(message.error);
    else onPoses(message);
  };
  return (
    <WebView
      source={{ html: POSE_PAGE, baseUrl: ORIGIN }}
      originWhitelist={['*']}
      allowsInlineMediaPlayback
      mediaPlaybackRequiresUserAction={false}
      mediaCapturePermissionGrantType="grant"
      onMessage={hear}
      style={style}
    />
  );
}
