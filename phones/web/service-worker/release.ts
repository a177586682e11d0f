// A release of this page: the list of its files by SHA-256 under a number, signed away from every server (`scripts/release-phone`).

/** What a release says. */
export interface Release {
  /** Higher than that of every release before it. */
  readonly number: number;
  /** Each path with the SHA-256 of its file, in hexadecimal. */
  readonly files: Readonly<Record<string, string>>;
  /** The name of its cache. */
  readonly cache: string;
}

export const CACHE_PREFIX = 'bundle-';
const TYP = 'phone-release+jws';
/** Far more than any list of files has, in characters. */
const LONGEST = 65_536;

/** Reads a release and verifies it under the key that this page was built with; anything else is refused. */
export async function readRelease(compact: string, key: JsonWebKey): Promise<Release> {
  const parts = compact.split('.');
  const [head = '', body = '', tail = ''] = parts;
  if (compact.length > LONGEST || parts.length !== 3) throw new Error('it is no release');
  if (text(head) !== JSON.stringify({ alg: 'ES256', typ: TYP })) throw new Error('it is of another kind');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const verifier = await crypto.subtle.importKey('jwk', key, algorithm, false, ['verify']);
  const isSigned = await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, verifier, octets(tail), new TextEncoder().encode(`${head}.${body}`));
  if (!isSigned) throw new Error('the release key did not sign it');
  const { v, number, files } = JSON.parse(text(body)) as Record<string, unknown>;
  if (v !== 1 || !Number.isSafeInteger(number) || !isFiles(files)) throw new Error('it has another form');
  return { number: number as number, files, cache: CACHE_PREFIX + (await sha256(new TextEncoder().encode(compact))).slice(0, 16) };
}

function isFiles(files: unknown): files is Record<string, string> {
  if (typeof files !== 'object' || files === null || !Object.hasOwn(files, '/')) return false;
  return Object.entries(files).every(([path, hash]) => path.startsWith('/') && typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash));
}

export async function sha256(octets: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', octets));
  return Array.from(digest, (octet) => octet.toString(16).padStart(2, '0')).join('');
}

function octets(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}

function text(base64url: string): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(octets(base64url));
}
