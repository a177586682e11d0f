// The person's own keys: what there is, and what is to be done about them.

import { hashOf, type Octets } from '../formats/octets.ts';
import type { Activation } from '../protocol/activation.ts';
import { OtherKeyList } from '../protocol/error.ts';
import { drawActivation, encryptFurtherPhone } from '../protocol/further-phone.ts';
import { makeInquiry, readKeys, type KeptDevice } from '../protocol/inquiry.ts';
import { derivePinKeys, type PinKeys, type Purpose } from '../protocol/keys.ts';
import { encryptNewPin } from '../protocol/new-pin.ts';
import { makeWish, pinOf, readWishReply, verifyWish, type Deed, type StatedWish } from '../protocol/wish.ts';
import { refreshKeyList } from './enrolment.ts';
import { Unexpected } from './error.ts';
import { MESSAGE_PATIENCE, type Phone } from './phone.ts';
import { knowledgeOf } from './polling.ts';
import { signStated } from './signing.ts';

/** The person's phones and certificates. */
export async function keysOf(phone: Phone): Promise<readonly KeptDevice[]> {
  const message = await makeInquiry(phone.identity.device, { type: 'keys' }, phone.now(), phone.sign);
  return readKeys((await phone.send('/v1/phone/inquiries', message, MESSAGE_PATIENCE)).body);
}

/** Asks for something to be done; gives what a PIN has to grant, or nothing where it is done. Lost on the way, it may be asked for anew:
 * each deed is one that may be done twice. */
export async function wish(phone: Phone, deed: Deed): Promise<StatedWish | undefined> {
  const message = await makeWish(phone.identity.device, deed, phone.now(), phone.sign);
  const { body } = await phone.send('/v1/phone/wishes', message, MESSAGE_PATIENCE);
  const statement = readWishReply(body);
  if ((statement === undefined) !== (pinOf(deed) === undefined)) throw new Unexpected('the answer to the wish is not as its PIN demands');
  if (statement === undefined) return undefined;
  const wishSha256 = await hashOf(message);
  try {
    return await verifyWish(statement, deed, wishSha256, knowledgeOf(phone));
  } catch (error) {
    if (!(error instanceof OtherKeyList)) throw error;
    await refreshKeyList(phone);
    return verifyWish(statement, deed, wishSha256, knowledgeOf(phone));
  }
}

/** Grants a wish with the person's PIN; one for another PIN, with what that one becomes. */
export async function grant(phone: Phone, { statement, deed, digest }: StatedWish, pin: Octets, newPin?: PinKeys): Promise<void> {
  // Without it the key would be kept under a PIN that the service does not know.
  if ((newPin === undefined) !== (deed.type !== 'change_pin')) throw new Unexpected('a PIN is changed with the new one');
  await signStated(phone, { statement, digests: [digest], shown: { deed }, ...(newPin === undefined ? {} : { newPin }) }, pin);
}

/** What a new PIN becomes, by the salt that its key has; whoever gets it wipes it. */
export function newPinKeys({ state }: Phone, purpose: Purpose, pin: Octets): Promise<PinKeys> {
  const { salt, iterations } = state.keys[purpose];
  return derivePinKeys(pin, salt, iterations);
}

/** What to wish for, so that the inner zone asks for the new PIN: told to it alone. */
export async function changesPin(phone: Phone, purpose: Purpose, { proofKey }: PinKeys): Promise<Deed> {
  const { opening_key: openingKey } = phone.acceptedKeyList.body;
  const secret = await encryptNewPin(phone.identity.device, purpose, proofKey, openingKey);
  proofKey.fill(0);
  return { type: 'change_pin', purpose, secret };
}

/** Draws an activation for another phone of the person, and what to wish for so that it holds. Its secret is wiped by whoever gets it. */
export async function givesActivation(phone: Phone): Promise<{ readonly activation: Activation; readonly deed: Deed }> {
  const { statement_key: statementKey, opening_key: openingKey } = phone.acceptedKeyList.body;
  const activation = await drawActivation(await statementKey.spkiSha256(), phone.state.baseUrl);
  const secret = await encryptFurtherPhone(phone.identity.device, activation, openingKey);
  return { activation, deed: { type: 'activate', activation_id: activation.id, device_kind: 'app', secret } };
}

/** The person's phones that were enrolled after this one and of which its person was not told. */
export function addedPhones({ identity, state }: Phone, kept: readonly KeptDevice[]): readonly KeptDevice[] {
  const own = kept.find(({ device }) => device === identity.device);
  if (own === undefined) return [];
  return kept.filter(({ device, enrolled_at: at }) => device !== own.device && at >= own.enrolled_at && state.toldOf?.includes(device) !== true);
}

/** Notes that the person was told of these. */
export async function noteTold(phone: Phone, devices: readonly KeptDevice[]): Promise<void> {
  const told = devices.map(({ device }) => device);
  await phone.commit((state) => ({ ...state, toldOf: [...(state.toldOf ?? []), ...told] }));
}
