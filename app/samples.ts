// SPDX-License-Identifier: Apache-2.0
import samples from '../samples/samples.json';
import { make } from './dom.ts';
import type { Picture } from './pictures.ts';

const ADDRESSES: Record<string, string> = import.meta.glob<string>('../samples/*.jpg', {
  query: '?url',
  import: 'default',
  eager: true,
});

export interface Sample {
  title: string;
  people: number;
  button: HTMLButtonElement;
  /** Decodes it; the page has it already, so this works without network. */
  open(): Promise<Picture>;
}

/** Fills the list of samples; `take` is called with the one that is picked. */
export function listSamples(list: HTMLElement, take: (sample: Sample) => void): Sample[] {
  return samples.map(({ file, title, people }) => {
    const address = ADDRESSES[`../samples/${file}`];
    if (!address) throw new Error(`samples.json names ${file}, which is not in samples/.`);
    const button = make('button');
    button.type = 'button';
    button.setAttribute('aria-pressed', 'false');
    button.title = title;
    const image = make('img');
    image.alt = title;
    image.src = address;
    button.append(image);
    const open = async () => {
      await image.decode();
      return { name: title, bitmap: await createImageBitmap(image) };
    };
    const sample = { title, people, button, open };
    button.addEventListener('click', () => take(sample));
    list.append(make('li', '', button));
    return sample;
  });
}
