// What officer and citizen compare after an enrolment: a number made of both certificates (docs/protocol/phone.md §5).

import { concat, fromHex, sha256, utf8 } from '../formats/octets.ts';

/** Eight digits, a space in the middle; by the certificates' SHA-256. */
export async function comparisonCode(authentication: string, signature: string): Promise<string> {
  const hash = await sha256(concat(utf8('greatseal comparison code v1'), Uint8Array.of(0), fromHex(authentication), fromHex(signature)));
  const number = new DataView(hash.buffer, hash.byteOffset).getBigUint64(0) % 100_000_000n;
  const digits = String(number).padStart(8, '0');
  return `${digits.slice(0, 4)} ${digits.slice(4)}`;
}
