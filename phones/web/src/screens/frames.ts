// Two pages beside this one, each in a frame of its own that shares no origin with the phone: `fetcher.html` may reach documents, and shows
// nothing; `reader.html` shows them, and reaches nobody.

import type { Octets } from '../formats/octets.ts';
import { Unreachable } from '../phone/error.ts';
import type { Fetching } from '../phone/reading.ts';

/** How long a document may take, in milliseconds. */
const PATIENCE = 30_000;

/** A frame that runs scripts and is of no origin; it is in no page yet. */
export function frameOf(page: string): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.src = page;
  return frame;
}

/** Tells a frame something, once it is there; gives the port to which it answers. */
export function tellFrame(frame: HTMLIFrameElement, message: unknown, given: Transferable[] = []): MessagePort {
  const { port1, port2 } = new MessageChannel();
  frame.contentWindow?.postMessage(message, '*', [port2, ...given]);
  return port1;
}

export const frameFetching: Fetching = async (url, size) => {
  const frame = frameOf('/fetcher.html');
  frame.hidden = true;
  try {
    return await new Promise<Octets>((resolve, reject) => {
      const failed = () => reject(new Unreachable('the document cannot be reached'));
      setTimeout(failed, PATIENCE);
      frame.addEventListener('load', () => {
        const port = tellFrame(frame, { url, size });
        port.onmessage = ({ data }: MessageEvent<unknown>) => (data instanceof ArrayBuffer ? resolve(new Uint8Array(data)) : failed());
      });
      document.body.append(frame);
    });
  } finally {
    frame.remove();
  }
};
