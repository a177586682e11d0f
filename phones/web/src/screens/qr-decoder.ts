// Reads QR codes in pictures. A file of its own, which is fetched when somebody scans. It is the same on every phone: what browsers
// bring themselves is missing on many, and on some it waits for a service of the maker that is not there.

import { decodeQR } from 'qr/decode.js';

/** The text of the code in a picture, if there is one. */
export function read(picture: ImageData): string | undefined {
  try {
    return decodeQR(picture);
  } catch {
    return undefined;
  }
}
