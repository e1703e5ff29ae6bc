// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from 'preact/hooks';
import { peopleWords } from '../sentences.ts';
import { usePage, usePageState, useSettings } from './context.ts';

/** Radians are too fine for keys: px of a drag that an arrow key stands for. */
const KEY_PX = 40;
const KEYS: Readonly<Record<string, readonly [dx: number, dy: number, zoom: number]>> = {
  ArrowLeft: [-KEY_PX, 0, 1],
  ArrowRight: [KEY_PX, 0, 1],
  ArrowUp: [0, -KEY_PX, 1],
  ArrowDown: [0, KEY_PX, 1],
  '+': [0, 0, 1.2],
  '-': [0, 0, 1 / 1.2],
};

/** The canvas in its frame, as large as the picture's shape lets it be. */
export function StageView() {
  const { stage, settings } = usePage();
  const { renderer, space, fit } = useSettings();
  const shown = usePageState((state) => state.shown);
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const fills = space || fit === 'cover';
  const ratio = shown ? shown.width / shown.height : 4 / 3;

  // Another renderer needs another canvas, hence its key.
  useEffect(() => {
    if (canvas.current) void stage.attach(canvas.current);
  }, [stage, renderer]);
  useEffect(() => {
    const [outer, inner] = [frame.current, canvas.current];
    if (!outer || !inner) return;
    const lay = () => {
      const { clientWidth: width, clientHeight: height } = outer;
      const wide = fills ? width : Math.min(width, height * ratio);
      inner.style.width = `${Math.round(wide)}px`;
      inner.style.height = `${Math.round(fills ? height : wide / ratio)}px`;
      stage.redraw();
    };
    const observer = new ResizeObserver(lay);
    observer.observe(outer);
    lay();
    return () => observer.disconnect();
  }, [stage, ratio, fills, renderer, shown === undefined]);
  useEffect(() => settings.listen(() => stage.redraw()), [stage, settings]);

  const found = shown?.poses ? `${shown.name}: ${peopleWords(shown.poses.length).toLowerCase()}` : shown?.name;
  const turn = space ? '. Drag, or use the arrow keys, plus and minus, to look from elsewhere.' : '';
  const flat = space && shown?.poses && shown.poses.length > 0 && !shown.poses.some((pose) => pose.keypoints3D);
  return (
    <div class="frame" id="frame" ref={frame}>
      <canvas
        key={renderer}
        id="canvas"
        ref={canvas}
        role={space ? 'application' : 'img'}
        tabIndex={space ? 0 : undefined}
        class={space ? 'space' : ''}
        aria-label={(found ?? 'No picture yet') + turn}
        hidden={!shown}
        {...(space ? orbitEvents(stage.orbit) : {})}
      />
      <p class="over" hidden={!flat}>
        These poses have no third dimension.
      </p>
      <div class="empty" id="empty" hidden={shown !== undefined}>
        <p>
          <strong>Drop a picture or video of people here</strong>
        </p>
        <p>or choose one, paste one, take a sample below, or start the webcam.</p>
      </div>
    </div>
  );
}

function orbitEvents(orbit: (dx: number, dy: number, zoom?: number) => void) {
  /** Pointers that are down: one turns, two zoom. */
  const pointers = new Map<number, PointerEvent>();
  const spread = () => {
    const [a, b] = [...pointers.values()];
    return a && b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0;
  };
  const leave = (event: PointerEvent) => void pointers.delete(event.pointerId);
  return {
    onPointerDown(event: PointerEvent) {
      if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, event);
    },
    onPointerMove(event: PointerEvent) {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      const apart = spread();
      pointers.set(event.pointerId, event);
      if (pointers.size === 2) orbit(0, 0, spread() / Math.max(1, apart));
      else orbit(event.clientX - before.clientX, event.clientY - before.clientY);
    },
    onPointerUp: leave,
    onPointerCancel: leave,
    onWheel(event: WheelEvent) {
      event.preventDefault();
      orbit(0, 0, Math.exp(-event.deltaY / 500));
    },
    onKeyDown(event: KeyboardEvent) {
      const move = KEYS[event.key];
      if (!move) return;
      event.preventDefault();
      orbit(...move);
    },
  };
}
