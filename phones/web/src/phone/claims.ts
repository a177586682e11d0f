// A device link: a code on another screen, or a link on a page, by which this phone comes to a request that names nobody.

import { makeClaim, type DeviceLink } from '../protocol/device-link.ts';
import { readState } from '../protocol/reply.ts';
import { MESSAGE_PATIENCE, type Phone } from './phone.ts';

/** Claims a link. What it asks then waits for this phone, as any other request does. */
export async function claim(phone: Phone, link: DeviceLink): Promise<void> {
  const message = await makeClaim(phone.identity.device, link, phone.now(), phone.sign);
  phone.known.delete(link.session);
  readState((await phone.send('/v1/phone/claims', message, MESSAGE_PATIENCE)).body);
}

/** Where the person is led back to whose answer to this session the service has taken. It is for the browser of the person alone. */
export function wayBackOf(phone: Phone, session: string): string | undefined {
  const past = phone.state.answered.find((each) => each.session === session);
  return past?.outstanding === undefined ? past?.wayBack : undefined;
}
