// Keeps this bundle, and nothing else: each file by its SHA-256, which the build wrote down. What a server gives instead is not
// taken, so a bundle is whole or not there.

/// <reference lib="webworker" />

declare const self: ServiceWorkerGlobalScope;
/** Each path with the SHA-256 of its file, in hexadecimal. */
declare const FILES: Readonly<Record<string, string>>;
/** The name of this bundle's cache: the hash of the list. */
declare const BUNDLE: string;

const PREFIX = 'bundle-';
const NAME = PREFIX + BUNDLE;

self.addEventListener('install', (event) => event.waitUntil(keep()));
self.addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  const isOurs = event.request.method === 'GET' && url.origin === self.location.origin && Object.hasOwn(FILES, url.pathname);
  if (isOurs) event.respondWith(kept(url.pathname));
});

async function keep(): Promise<void> {
  const cache = await caches.open(NAME);
  await Promise.all(
    Object.entries(FILES).map(async ([path, sha256]) => {
      const response = await fetch(path, { cache: 'no-store', redirect: 'error' });
      const octets = await response.clone().arrayBuffer();
      if (!response.ok || (await hash(octets)) !== sha256) throw new Error(`${path} is not the file of this bundle`);
      await cache.put(path, response);
    }),
  );
}

async function hash(octets: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', octets));
  return Array.from(digest, (octet) => octet.toString(16).padStart(2, '0')).join('');
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== NAME).map((name) => caches.delete(name)));
}

async function kept(path: string): Promise<Response> {
  const found = await caches.match(path, { cacheName: NAME });
  return found ?? fetch(path);
}

export {};
