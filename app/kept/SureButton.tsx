// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'preact/hooks';

/** Milliseconds in which the second press counts. */
const PATIENCE_MS = 5000;

interface SureButtonProps {
  readonly id?: string;
  readonly words: string;
  /** Its words after the first press. */
  readonly again: string;
  onClick(): void;
}

/** For what cannot be undone: acts at the second press. */
export function SureButton({ id, words, again, onClick }: SureButtonProps) {
  const [asks, ask] = useState(false);
  useEffect(() => {
    if (!asks) return;
    const timer = setTimeout(() => ask(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [asks]);
  const press = ({ detail }: MouseEvent) => {
    if (detail > 1) return; // the second half of a double click is no second thought
    if (asks) onClick();
    ask(!asks);
  };
  return (
    <button id={id} type="button" class="outlined" aria-live="polite" onClick={press}>
      {asks ? again : words}
    </button>
  );
}
