// A person's name as a certificate has it (EN 319 412-2 §4.2.4).

import type { Certificate } from '../formats/certificate.ts';

export function personOf(certificate: Certificate): string {
  const [given, surname] = [certificate.subjectAttribute('givenName'), certificate.subjectAttribute('surname')];
  const name = [given, surname].filter((part) => part !== undefined).join(' ');
  return name || certificate.subjectAttribute('commonName') || '';
}

/** Two letters for who has no picture. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return words.slice(0, 2).map((word) => [...word][0]?.toUpperCase() ?? '').join('');
}
