// SPDX-License-Identifier: Apache-2.0
import { useRef } from 'preact/hooks';
import { decodeSample, SAMPLES, type Sample } from '../sources/samples.ts';
import { usePage, usePageState } from './context.ts';
import { Icon } from './Icon.tsx';

export function Samples() {
  return (
    <>
      <h2 id="samples-title">Samples</h2>
      <ul id="samples" class="samples" aria-labelledby="samples-title">
        {SAMPLES.map((sample) => (
          <li key={sample.title}>
            <SampleButton sample={sample} />
          </li>
        ))}
      </ul>
    </>
  );
}

function SampleButton({ sample }: { readonly sample: Sample }) {
  const { session } = usePage();
  const picked = usePageState((state) => state.sample === sample.title);
  // Opening a video takes a core for a while: the swarm, and the first pose, come first.
  const isThere = usePageState((state) => state.phase !== 'loading');
  const image = useRef<HTMLImageElement>(null);
  const { title, address, isClip } = sample;
  const take = () => {
    if (isClip) void session.clip(address, title);
    else void session.sample(title, async () => decodeSample(image.current ?? new Image(), title));
  };
  return (
    <button type="button" title={title} aria-label={title} aria-pressed={picked} onClick={take}>
      {isClip ? (
        <>
          <video src={address} muted playsInline preload={isThere ? 'auto' : 'none'} tabIndex={-1} aria-hidden="true" />
          <span class="badge">
            <Icon name="play" />
          </span>
        </>
      ) : (
        // On a slow line the weights come first. The attribute has to be there before the address is.
        <img ref={image} fetchpriority="low" src={address} alt="" />
      )}
    </button>
  );
}
