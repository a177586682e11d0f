// Keeps the page for the next start, and decides which page that is: a release that the release key signed, whole, each file by its
// SHA-256, and none that is older than the one before. What a server gives instead is not taken: the old release stays.
// Beside it a country's look, in which nothing can run: shown as it was last, and fetched anew meanwhile.
// And it says that something waits, when it is woken for that.

/// <reference lib="webworker" />

import { CACHE_PREFIX, readRelease, sha256, type Release } from './release.ts';

declare const self: ServiceWorkerGlobalScope;
/** The public half of the release key, which the build wrote down. */
declare const RELEASE_KEY: JsonWebKey;

/** What is signed of the newest release. */
const SIGNED = '/release.jws';
/** The cache that holds what was taken: the release that runs, and the one that runs from the next start on. */
const TAKEN = 'releases';
const RUNS = '/runs';
const NEXT = '/next';
/** Colours, emblem, the name among other apps, and the country's languages. */
const LOOK = ['/country.css', '/emblem.svg', '/manifest.webmanifest', '/languages.json'];
const LOOKS = 'look';
/** What the server alone answers. */
const NEVER_KEPT = [SIGNED, '/service.json', '/service-worker.js'];

self.addEventListener('install', (event) => event.waitUntil(Promise.all([take(), ...LOOK.map(fetchLook)])));
self.addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  // A page of this origin could do what the phone can: there is none but the phone, whatever is opened.
  if (request.mode === 'navigate') {
    event.respondWith(start(request).then(() => kept(pathname, request)));
    // While this start runs what it began with, the next one may have something newer.
    return event.waitUntil(take().catch(() => {}));
  }
  if (NEVER_KEPT.includes(pathname)) return;
  if (!LOOK.includes(pathname)) return event.respondWith(kept(pathname, request));
  const anew = fetchLook(pathname);
  event.waitUntil(anew.catch(() => {}));
  event.respondWith(look(pathname, anew));
});

// Whatever it was woken by says nothing, and so does what it shows: what waits only the phone itself can fetch and check.
self.addEventListener('push', (event) => event.waitUntil(notify()));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openPhone());
});

/** Left by the page, in the language that the person chose. */
const WORDS = '/notification-words';
/** Where the page has left none, which it does before it asks to be woken. */
const NO_WORDS = { title: '!', body: '', lang: 'en', dir: 'ltr' };

async function notify(): Promise<void> {
  const left = await caches.match(WORDS);
  const { title, ...words } = (await left?.json()) ?? NO_WORDS;
  // One, however often it is woken. A push must be shown even where the page is seen, or browsers stop waking; the page takes it away.
  await self.registration.showNotification(title, { ...words, tag: 'waits', icon: '/icon-192.png' });
}

async function openPhone(): Promise<void> {
  const [open] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (open === undefined) await self.clients.openWindow('/');
  else await open.focus();
}

/** Takes the newest release of the server, if it is signed, newer than what there is, and whole. */
async function take(): Promise<void> {
  const response = await fetch(SIGNED, { cache: 'no-store', redirect: 'error' });
  if (!response.ok) throw new Error('the server has no release');
  const compact = await response.text();
  const offered = await readRelease(compact, RELEASE_KEY);
  const runs = await taken(RUNS);
  const newest = (await taken(NEXT)) ?? runs;
  if (newest !== undefined && offered.number <= newest.number) return;
  await keep(offered);
  await (await caches.open(TAKEN)).put(runs === undefined ? RUNS : NEXT, new Response(compact));
}

async function keep({ files, cache: name }: Release): Promise<void> {
  const cache = await caches.open(name);
  await Promise.all(
    Object.entries(files).map(async ([path, hash]) => {
      const response = await fetch(path, { cache: 'no-store', redirect: 'error' });
      if (!response.ok || !(await isOf(response, hash))) throw new Error(`${path} is not the file of this release`);
      await cache.put(path, response);
    }),
  );
}

/** A page that starts while no other is open starts with the newest release: none loads its parts from two of them. */
async function start(request: Request): Promise<void> {
  const next = await taken(NEXT);
  if (next === undefined) return;
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const isReload = (request as { isReloadNavigation?: boolean }).isReloadNavigation === true;
  if (open.length > (isReload ? 1 : 0)) return;
  const cache = await caches.open(TAKEN);
  const compact = await cache.match(NEXT);
  if (compact === undefined) return;
  await cache.put(RUNS, compact);
  await cache.delete(NEXT);
  await forgetOthers();
}

/** A release that was taken. One that the key of this worker did not sign is none. */
async function taken(which: string): Promise<Release | undefined> {
  const found = await caches.match(which, { cacheName: TAKEN });
  if (found === undefined) return undefined;
  return readRelease(await found.text(), RELEASE_KEY).catch(() => undefined);
}

async function forgetOthers(): Promise<void> {
  const used = [await taken(RUNS), await taken(NEXT)].map((release) => release?.cache);
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(CACHE_PREFIX) && !used.includes(name)).map((name) => caches.delete(name)));
}

/** The file of the release that runs, as it was signed; of anything else there is none, whatever the server has under that name. What is
 * opened as a page is the page. The frames of documents are of no origin, so that nothing they load comes by here. */
async function kept(path: string, request: Request): Promise<Response> {
  const release = await running();
  const hash = release?.files[path];
  if (release === undefined || hash === undefined) return request.mode === 'navigate' && path !== '/' ? Response.redirect('/') : new Response(null, { status: 404 });
  const found = await caches.match(path, { cacheName: release.cache });
  if (found !== undefined && (await isOf(found, hash))) return found;
  // The browser has thrown it away, or somebody has put another one into its place.
  await keep(release);
  return (await caches.match(path, { cacheName: release.cache })) ?? new Response(null, { status: 404 });
}

/** The release that runs; where the browser has thrown it away, the newest. */
async function running(): Promise<Release | undefined> {
  const runs = await taken(RUNS);
  if (runs !== undefined) return runs;
  await take();
  return taken(RUNS);
}

async function isOf(response: Response, hash: string): Promise<boolean> {
  return (await sha256(await response.clone().arrayBuffer())) === hash;
}

async function fetchLook(path: string): Promise<Response> {
  const response = await fetch(path, { cache: 'no-store', redirect: 'error' });
  if (response.ok) await (await caches.open(LOOKS)).put(path, response.clone());
  return response;
}

async function look(path: string, otherwise: Promise<Response>): Promise<Response> {
  const found = await caches.match(path, { cacheName: LOOKS });
  return found ?? otherwise;
}

export {};
