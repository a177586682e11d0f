// Being woken when something waits and the page is not open. What wakes says nothing, and a phone that is not woken misses nothing: it
// finds what waits when it is opened.

import { parseJson } from '../formats/json.ts';
import type { Octets } from '../formats/octets.ts';
import { makeSubscription, readPushKey, type PushAddress } from '../protocol/subscription.ts';
import type { PushService } from '../storage/push.ts';
import { ServiceRefused } from './error.ts';
import { send, type Phone } from './phone.ts';

/** `none`: this browser or this country has no pushes; `denied`: the person has told the browser to notify of nothing. */
export type Waking = 'none' | 'denied' | 'off' | 'on';

const PATIENCE = 10_000;

/** At each start: what the browser has now the service shall know, because browsers change it without a word. */
export async function resumeWaking(phone: Phone, push: PushService): Promise<Waking> {
  const permission = push.permission();
  if (permission === 'none') return 'none';
  if (permission === 'denied') {
    if (phone.state.isWoken === true) await endWaking(phone, push);
    return 'denied';
  }
  const key = await serviceKey(phone);
  if (key === undefined) return 'none';
  if (phone.state.isWoken !== true || permission !== 'granted') return 'off';
  await subscribe(phone, push, key);
  return 'on';
}

/** The person wants it, and has just pressed something that says so. */
export async function beginWaking(phone: Phone, push: PushService): Promise<Waking> {
  if (!(await push.ask())) return push.permission() === 'denied' ? 'denied' : 'off';
  const key = await serviceKey(phone);
  if (key === undefined) return 'none';
  await subscribe(phone, push, key);
  // From now on each start says it again.
  await phone.commit((state) => ({ ...state, isWoken: true }));
  return 'on';
}

/** The person does not want it any more: the browser first, so that nothing comes also where the service does not hear of it. */
export async function endWaking(phone: Phone, push: PushService): Promise<void> {
  await push.end();
  await phone.commit((state) => ({ ...state, isWoken: false }));
  await tell(phone, undefined);
}

async function subscribe(phone: Phone, push: PushService, key: Octets): Promise<void> {
  await tell(phone, await push.subscribe(key));
}

async function tell(phone: Phone, address: PushAddress | undefined): Promise<void> {
  const message = await makeSubscription(phone.identity.device, phone.now(), address, phone.sign);
  await phone.send('/v1/phone/subscription', message, PATIENCE);
}

/** None where the country wakes nobody. */
async function serviceKey(phone: Phone): Promise<Octets | undefined> {
  try {
    const { body } = await send(phone.environment, phone.state.baseUrl, '/v1/push-key', PATIENCE);
    return readPushKey(parseJson(body, 'the key of pushes'), 'the key of pushes');
  } catch (error) {
    if (error instanceof ServiceRefused && error.status === 404) return undefined;
    throw error;
  }
}
