// Files that the person takes away.

import type { Octets } from '../formats/octets.ts';

export function saveFile(file: Octets, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([file.slice().buffer], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken what it names by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
