// The browser's side of being woken: whether the person lets it notify, and where its push service wakes it (Push API).

import { same, type Octets } from '../formats/octets.ts';
import type { PushAddress } from '../protocol/subscription.ts';

export interface PushService {
  /** `none`: this browser has no pushes, at least not here. */
  permission(): 'none' | 'denied' | 'granted' | 'open';
  /** Asks the person; only where they have just pressed something. */
  ask(): Promise<boolean>;
  /** Where it is woken by the holder of this key. */
  subscribe(key: Octets): Promise<PushAddress>;
  end(): Promise<void>;
}

/** How long a browser may take to find out where it is woken, in milliseconds. */
const PATIENCE = 15_000;

export const browserPush: PushService = {
  permission() {
    // On iOS a page has pushes only once it is on the home screen.
    if (!('PushManager' in self) || !('Notification' in self) || !('serviceWorker' in navigator)) return 'none';
    return Notification.permission === 'default' ? 'open' : Notification.permission;
  },

  async ask() {
    return (await Notification.requestPermission()) === 'granted';
  },

  async subscribe(key) {
    const { pushManager } = await navigator.serviceWorker.ready;
    const before = await pushManager.getSubscription();
    const named = before?.options.applicationServerKey;
    // One for another key is of no use: the push service would refuse who wakes.
    if (before !== null && (named === null || named === undefined || !same(new Uint8Array(named), key))) await before.unsubscribe();
    // Some browsers that have nobody to be woken by never answer.
    const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('the push service does not answer')), PATIENCE));
    const subscription = await Promise.race([pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }), late]);
    return { endpoint: subscription.endpoint, key: octets(subscription, 'p256dh'), secret: octets(subscription, 'auth') };
  },

  async end() {
    const worker = await navigator.serviceWorker?.getRegistration();
    await (await worker?.pushManager?.getSubscription())?.unsubscribe();
  },
};

function octets(subscription: PushSubscription, name: PushEncryptionKeyName): Octets {
  const key = subscription.getKey(name);
  if (key === null) throw new Error(`the browser gives no ${name}`);
  return new Uint8Array(key);
}

/** Where the service worker finds what it says; it is said in the language that the person chose. */
const WORDS = 'words';

/** What a notification says, of every request the same. */
export interface NotificationWords {
  readonly title: string;
  readonly body: string;
  readonly lang: string;
  readonly dir: string;
}

export async function keepWords(words: NotificationWords): Promise<void> {
  if (!('caches' in self)) return;
  await (await caches.open(WORDS)).put('/notification-words', new Response(JSON.stringify(words)));
}

/** Takes notifications away: who sees the phone sees what waits. */
export async function clearNotifications(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration();
  for (const notification of (await worker?.getNotifications?.()) ?? []) notification.close();
}
