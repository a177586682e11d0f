// Keeps this bundle: each file by its SHA-256, which the build wrote down. What a server gives instead is not taken, so a bundle is
// whole or not there. Beside it a country's look, in which nothing can run: shown as it was last, and fetched anew meanwhile.

/// <reference lib="webworker" />

declare const self: ServiceWorkerGlobalScope;
/** Each path with the SHA-256 of its file, in hexadecimal. */
declare const FILES: Readonly<Record<string, string>>;
/** The name of this bundle's cache: the hash of the list. */
declare const BUNDLE: string;

/** Colours, emblem, and the name among other apps. */
const LOOK = ['/country.css', '/emblem.svg', '/manifest.webmanifest'];
const PREFIX = 'bundle-';
const NAME = PREFIX + BUNDLE;

self.addEventListener('install', (event) => event.waitUntil(keep()));
self.addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  const isOurs = event.request.method === 'GET' && url.origin === self.location.origin;
  if (isOurs && Object.hasOwn(FILES, url.pathname)) event.respondWith(kept(url.pathname));
  if (isOurs && LOOK.includes(url.pathname)) {
    const anew = fetchLook(url.pathname);
    event.waitUntil(anew.catch(() => {}));
    event.respondWith(kept(url.pathname, anew));
  }
});

async function keep(): Promise<void> {
  const cache = await caches.open(NAME);
  await Promise.all(LOOK.map(fetchLook));
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

async function fetchLook(path: string): Promise<Response> {
  const response = await fetch(path, { cache: 'no-store', redirect: 'error' });
  if (response.ok) await (await caches.open(NAME)).put(path, response.clone());
  return response;
}

async function kept(path: string, otherwise?: Promise<Response>): Promise<Response> {
  const found = await caches.match(path, { cacheName: NAME });
  return found ?? otherwise ?? fetch(path);
}

export {};
