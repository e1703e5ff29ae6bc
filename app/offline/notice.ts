// SPDX-License-Identifier: Apache-2.0
import './notice.css';

/** Shows a sentence with one thing to do, until it is done or dismissed; a later notice replaces an earlier one. */
export function showNotice(sentence: string, action: string, act: () => void): void {
  document.querySelector('.notice')?.remove();
  const notice = document.createElement('div');
  notice.className = 'notice';
  notice.setAttribute('role', 'status');
  const words = document.createElement('p');
  words.textContent = sentence;
  notice.append(
    words,
    button(action, act),
    button('Later', () => notice.remove()),
  );
  document.body.append(notice);
}

function button(label: string, act: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = label;
  made.addEventListener('click', act);
  return made;
}
