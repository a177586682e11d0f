// No secret of the phone is anywhere but where it is used: stored, sent, told, or left in the memory of the page.
//
// What is secret is heard from the page's own cryptography, masked on its way here, so that the telling itself is never found.
import assert from 'node:assert/strict';
import { createECDH, createHash } from 'node:crypto';

const MASK = 0xa5;

/** Runs in the page before it: what goes into keys, comes out of them, is encrypted or decrypted is told to `hears`, masked. */
const HOOK = (mask) => {
  const { subtle } = crypto;
  globalThis.passed = [];
  // Pages without a secure origin have no cryptography.
  if (subtle === undefined) return;
  const tell = (kind, octets) => {
    globalThis.passed.push(new WeakRef(octets));
    globalThis.hears(kind, Array.from(new Uint8Array(octets.buffer ?? octets, octets.byteOffset ?? 0, octets.byteLength), (octet) => octet ^ mask));
  };
  const hook = (name, told) => {
    const method = subtle[name].bind(subtle);
    Object.defineProperty(subtle, name, { value: async (...given) => told(given, method) });
  };
  hook('importKey', ([format, octets, ...rest], method) => {
    const name = rest[0].name ?? rest[0];
    if (format === 'raw' && name !== 'ECDSA') tell(name, octets);
    return method(format, octets, ...rest);
  });
  hook('encrypt', (given, method) => (tell('encrypted', given[2]), method(...given)));
  for (const name of ['decrypt', 'deriveBits']) {
    hook(name, async (given, method) => {
      const octets = await method(...given);
      tell(name, octets);
      return octets;
    });
  }
};

/** What was told, by its octets in hexadecimal, with what it is. */
export async function hearsSecrets(context) {
  const secrets = new Map();
  const hears = (_, kind, masked) => note(secrets, kind, Buffer.from(masked.map((octet) => octet ^ MASK)));
  await context.exposeBinding('hears', hears);
  await context.addInitScript(HOOK, MASK);
  return secrets;
}

function note(secrets, kind, octets) {
  if (octets.length >= 4) secrets.set(octets.toString('hex'), kind);
  // What a wrap key is made of: both shares combined, the wrap part, the secret of the device's lock.
  if (kind === 'HKDF' && octets.length > 32) for (let at = 0; at < octets.length; at += 32) secrets.set(octets.subarray(at, at + 32).toString('hex'), kind);
  // Shares, the seed and proof keys stand inside of messages, which are JSON or a JWS of it.
  const text = octets.toString('latin1');
  const json = text.startsWith('eyJ') ? Buffer.from(text.split('.')[1] ?? '', 'base64url').toString() : text;
  for (const [, name, value] of json.matchAll(/"(share|step|seed|proof_keys|authentication|signature|mac)":"([A-Za-z0-9+/]{43}=)"/g)) secrets.set(Buffer.from(value, 'base64').toString('hex'), name);
}

/** How octets may be written. Inside of longer base64 they begin at one of three places. */
const FORMS = {
  hexadecimal: (octets) => [octets.toString('hex')],
  'upper hexadecimal': (octets) => [octets.toString('hex').toUpperCase()],
  base64: (octets) => inBase64(octets, 'base64'),
  base64url: (octets) => inBase64(octets, 'base64url'),
  decimals: (octets) => [[...octets].join(','), [...octets].join(', ')],
};

function inBase64(octets, alphabet) {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), octets]).toString(alphabet).replace(/=+$/, '');
    return text.slice([0, 2, 3][before], (before + octets.length) % 3 === 0 ? undefined : -1);
  });
}

/** Where each of these secrets is found: `what` says what it is. */
export function search(places, secrets) {
  const found = [];
  for (const [digits, what] of secrets) {
    const octets = Buffer.from(digits, 'hex');
    for (const [form, write] of Object.entries(FORMS)) {
      for (const [place, text] of Object.entries(places)) if (write(octets).some((each) => text.includes(each))) found.push({ what, form, place });
    }
    // A number that stands by itself: digits are in many a hash.
    if (!/^(3[0-9])+$/.test(digits)) continue;
    const itself = new RegExp(`(?<![0-9A-Za-z+/_-])${octets.toString('latin1')}(?![0-9A-Za-z+/_-])`);
    for (const [place, text] of Object.entries(places)) if (itself.test(text)) found.push({ what, form: 'digits', place });
  }
  return found;
}

/** All the places of a page, each as one text. */
export async function placesOf({ page, devtools, sent, told }) {
  const memory = await heap(devtools);
  const octets = await livingOctets(page);
  const decoded = sent.map((each) => each.split(/[. ]/).map((part) => Buffer.from(part, 'base64url').toString('latin1')).join(' '));
  return { ...(await stored(page)), sent: [...sent, ...decoded].join('\n'), console: told.join('\n'), memory, octets };
}

/** The strings of the page's memory, after it was tidied up. */
async function heap(devtools) {
  const parts = [];
  const hear = ({ chunk }) => parts.push(chunk);
  devtools.on('HeapProfiler.addHeapSnapshotChunk', hear);
  await devtools.send('HeapProfiler.enable');
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  devtools.off('HeapProfiler.addHeapSnapshotChunk', hear);
  return JSON.parse(parts.join('')).strings.join('\n');
}

/** What of the octets that were keys, or came out of keys, is neither wiped nor gone, in hexadecimal. */
function livingOctets(page) {
  return page.evaluate(() => {
    const alive = globalThis.passed.flatMap((each) => each.deref() ?? []);
    return alive.map((each) => Array.from(new Uint8Array(each.buffer ?? each), (octet) => octet.toString(16).padStart(2, '0')).join('')).join(' ');
  });
}

/** What the page has stored, octets in hexadecimal; and what it shows. */
export function stored(page) {
  return page.evaluate(async () => {
    const plain = (value) => {
      if (value instanceof Uint8Array) return Array.from(value, (octet) => octet.toString(16).padStart(2, '0')).join('');
      if (value instanceof CryptoKey) return { isExtractable: value.extractable, type: value.type };
      if (Array.isArray(value)) return value.map(plain);
      if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
      return typeof value === 'bigint' ? String(value) : value;
    };
    const whole = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const records = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await whole(indexedDB.open(name));
      for (const store of database.objectStoreNames) records.push(plain(await whole(database.transaction(store).objectStore(store).getAll())));
      database.close();
    }
    const cached = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) cached.push(request.url, await (await cache.match(request)).text());
    }
    return {
      database: JSON.stringify(records),
      cache: cached.join('\n'),
      local: JSON.stringify({ ...localStorage }),
      session: JSON.stringify({ ...sessionStorage }),
      cookies: document.cookie,
      page: document.documentElement.outerHTML,
      address: location.href,
    };
  });
}

/** After a journey: nothing of what was secret in it is anywhere; no key stands bare, and what is stored can be taken nowhere. */
export async function tellsNothing(walker) {
  const pins = Object.values(walker.pins).map((pin) => [Buffer.from(pin).toString('hex'), 'PIN']);
  const hashes = pins.map(([digits]) => [createHash('sha256').update(Buffer.from(digits, 'hex')).digest('hex'), 'hash of a PIN']);
  const secrets = new Map([...walker.secrets, ...pins, ...hashes]);
  const places = await placesOf(walker);
  assert.deepEqual(search(places, secrets), []);
  assert.ok(!places.database.includes('sign-activation:'), 'the activation is not kept');
  for (const state of JSON.parse(places.database).flat()) {
    assert.deepEqual(state.deviceKey.private, { isExtractable: false, type: 'private' }, 'the device key cannot be read');
    const points = Object.values(state.keys).map(({ point }) => point);
    for (const [octets] of places.database.matchAll(/(?<=")[0-9a-f]{64}(?=")/g)) assert.ok(!points.includes(pointOf(octets)), 'a bare private key is stored');
  }
  assert.deepEqual(walker.told.filter((each) => /^(error|warning):/.test(each) && !/net::|status of|Failed to load/.test(each)), [], 'the page complains of nothing');
}

function pointOf(scalar) {
  try {
    const pair = createECDH('prime256v1');
    pair.setPrivateKey(scalar, 'hex');
    return pair.getPublicKey('hex');
  } catch {
    return undefined;
  }
}

/** Would the search find anything? A secret of its own is put into each place in each form, and has to be found there. */
export async function canaries(walker, api) {
  const own = (place) => createHash('sha256').update(`canary ${place}`).digest();
  const pin = '5820374';
  const written = (place) => [...Object.values(FORMS).map((write) => write(own(place))[0]), pin];
  const text = (place) => written(place).join(' ; ');
  const put = {
    database: (value) => new Promise((resolve) => {
      const opening = indexedDB.open('canary');
      opening.onupgradeneeded = () => opening.result.createObjectStore('canary').put([value], 'canary');
      opening.onsuccess = () => resolve(opening.result.close());
    }),
    cache: async (value) => (await caches.open('canary')).put('/canary', new Response(value)),
    local: (value) => localStorage.setItem('canary', value),
    session: (value) => sessionStorage.setItem('canary', value),
    cookies: (value) => void (document.cookie = `canary=${value.replaceAll(';', '|')}`),
    page: (value) => document.body.append(value),
    address: (value) => history.replaceState(null, '', `#${value.replaceAll(' ', '|')}`),
    console: (value) => console.log(value),
    memory: (value) => void (globalThis.canary = () => value),
    sent: (value, url) => fetch(`${url}/v1/key-list`, { method: 'POST', body: value }).catch(() => {}),
  };
  const { page } = walker;
  for (const [place, plant] of Object.entries(put)) await page.evaluate(`(${plant})(${JSON.stringify(text(place))}, ${JSON.stringify(api)})`);
  await page.evaluate((octets) => crypto.subtle.importKey('raw', (globalThis.kept = Uint8Array.from(octets)), 'HKDF', false, ['deriveBits']), [...own('octets')]);
  const places = await placesOf(walker);
  for (const place of [...Object.keys(put), 'octets']) {
    const found = search({ [place]: places[place] }, new Map([[own(place).toString('hex'), 'canary'], [Buffer.from(pin).toString('hex'), 'PIN']]));
    const forms = place === 'octets' ? ['hexadecimal'] : [...Object.keys(FORMS), 'digits'];
    assert.deepEqual(found.map(({ form }) => form), forms, `the search is blind in ${place}`);
  }
}
