// SPDX-License-Identifier: Apache-2.0
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A component whose code is fetched when it is first shown. */
export function lazy(load: () => Promise<ComponentType>): ComponentType {
  return function Lazy() {
    const [Loaded, setLoaded] = useState<ComponentType>();
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      load().then(
        (loaded) => setLoaded(() => loaded),
        () => setFailed(true),
      );
    }, []);
    if (Loaded) return <Loaded />;
    return (
      <p class="note">
        {failed ? 'This part could not be loaded. Open it again when the page is online.' : 'Loading…'}
      </p>
    );
  };
}
