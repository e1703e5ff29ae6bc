// SPDX-License-Identifier: Apache-2.0
'use client';

import { createDetector } from 'poseswarm';
import { drawPoses } from 'poseswarm/render';
import { useEffect, useRef, useState } from 'react';

/** A picture with the people in it drawn; the server says that they are being looked for, the browser finds them. */
export function People({ src, alt }) {
  const image = useRef(null);
  const canvas = useRef(null);
  const [says, say] = useState('Loading the swarm …');

  useEffect(() => {
    const call = new AbortController();
    const detector = createDetector({ workers: 1 });
    const show = (poses) => {
      canvas.current.width = image.current.naturalWidth;
      canvas.current.height = image.current.naturalHeight;
      drawPoses(canvas.current.getContext('2d'), poses);
      say(`${poses.length} people`);
    };
    Promise.all([detector, image.current.decode()])
      .then(([ready]) => ready.estimatePoses(image.current, { signal: call.signal }))
      .then(show)
      // React mounts twice while one develops: the first search is called off.
      .catch((error) => call.signal.aborted || say(String(error)));
    return () => {
      call.abort();
      detector.then((ready) => ready.dispose()).catch(() => undefined);
    };
  }, []);

  return (
    <main>
      <div style={{ position: 'relative', width: 'fit-content' }}>
        {/* biome-ignore lint/performance/noImgElement: the swarm looks at the element itself */}
        <img ref={image} src={src} alt={alt} />
        <canvas ref={canvas} style={{ position: 'absolute', inset: 0 }} />
      </div>
      <output>{says}</output>
    </main>
  );
}
