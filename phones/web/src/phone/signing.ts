// Unlock, sign, answer, each step durable before the next; and refusing.

import { hashOf, same, xor, type Octets } from '../formats/octets.ts';
import { drawScalar, PublicKey, signDigest } from '../formats/p256.ts';
import { allOf, checkChoice, displayed, makeAnswer, makeRefusal, makeShown, type Choice, type RefusalReason, type Shown } from '../protocol/answer.ts';
import { drawVerifier, wayBack } from '../protocol/device-link.ts';
import { derivePinKeys, NO_LOCK, wrapKey, type PinKeys, type Purpose } from '../protocol/keys.ts';
import type { Verified } from '../protocol/message.ts';
import { begin, names, opened, resolved, unlockName } from '../protocol/memory.ts';
import { PROBLEM } from '../protocol/reply.ts';
import { checkTime, type Statement } from '../protocol/statement.ts';
import { makeUnlock, openShare, type Share } from '../protocol/unlock.ts';
import { callbackOf, type VerifiedSession } from '../protocol/verification.ts';
import { AlreadyAnswered, SamePin, ServiceRefused, SignedElsewhere, Unreachable, WrongShare } from './error.ts';
import { unwrap, wrap, type WrappedKey } from './key.ts';
import { MESSAGE_PATIENCE, type Phone } from './phone.ts';
import { hasAnswered } from './polling.ts';
import { withAnswer, withKey, withPast, type AnsweredState, type KeyState, type Outcome, type Past } from './state.ts';

type Outstanding = NonNullable<AnsweredState['outstanding']>;

/** Tells the service that the person sees the session: progress for the relying party, nothing depends on it. */
export async function tellShown(phone: Phone, { statement }: VerifiedSession): Promise<void> {
  await phone.tell(await makeShown(statement, phone.now(), phone.sign));
}

/** Refuses, and says why. */
export async function refuse(phone: Phone, { statement }: VerifiedSession, reason: RefusalReason): Promise<void> {
  await phone.tell(await makeRefusal(statement, reason, phone.now(), phone.sign));
  const outcomes = { declined: 'refused', not_mine: 'not-me', wrong_code: 'wrong-code' } as const;
  await phone.commit((state) => withPast(state, pastOf(statement.body, outcomes[reason], phone.now())));
}

/** Signs what the person chose, with the PIN. The session's state after it is what the service says. */
export async function sign(phone: Phone, session: VerifiedSession, pin: Octets, choice: Choice = allOf(session.statement.body.sign)): Promise<string> {
  const { statement, digests } = session;
  checkChoice(choice, statement.body.sign);
  const outcome = statement.body.purpose === 'signature' ? 'signed' : 'logged-in';
  const chosen = digests.map((digest, at) => (choice.signed[at] === true ? digest : undefined));
  return signStated(phone, { statement, digests: chosen, shown: displayed(statement.body, choice.opened), past: pastOf(statement.body, outcome, phone.now()), callback: callbackOf(session) }, pin);
}

/** What is stated, whoever asked for it. */
export interface Stated {
  readonly statement: Verified<Pick<Statement, 'session' | 'device' | 'purpose' | 'issued_at' | 'expires_at'>>;
  /** What is signed, in the order of the statement; none where the person struck it out. */
  readonly digests: readonly (Octets | undefined)[];
  /** What the person was shown. */
  readonly shown: Shown;
  /** Where the person is led back to. */
  readonly callback?: string | undefined;
  /** What the phone remembers of it, if it does. */
  readonly past?: Past;
  /** What the new PIN becomes, where the statement is of one. */
  readonly newPin?: PinKeys;
}

/** Unlocks what is stated, signs it, answers it: the one way in which a key of this phone is used. */
export async function signStated(phone: Phone, stated: Stated, pin: Octets): Promise<string> {
  const { statement, past, newPin } = stated;
  const { purpose, session: id, expires_at: expiresAt } = statement.body;

  // 1. Never twice, never late.
  if (hasAnswered(phone, id)) throw new AlreadyAnswered('this session was already answered by this phone');
  checkTime(statement.body, phone.now());

  const secrets: Octets[] = [];
  try {
    // 2. The lock of this device is opened first: if it stays shut, no PIN was tried and nothing was sent.
    const lockSecret = await openLock(phone);
    secrets.push(lockSecret);

    // 3. What became of the last unlock, if this phone does not know: whatever it was, it is decided before this one.
    await resolveOutstandingUnlock(phone);

    // 4. The PIN is proved to the inner zone, which answers with its share.
    const { salt, iterations } = phone.state.keys[purpose];
    const pinKeys = await derivePinKeys(pin, salt, iterations);
    secrets.push(pinKeys.proofKey, pinKeys.wrapPart);
    if (newPin !== undefined && same(newPin.wrapPart, pinKeys.wrapPart)) throw new SamePin('the new PIN is the one that there is');
    const share = await unlock(phone, stated, pinKeys).catch(signedElsewhere);
    secrets.push(share.share, share.step);

    // 5. The key opens, or no share moves.
    const key = phone.state.keys[purpose];
    const wrapping = await wrapKey(key.clientShare, share.share, pinKeys.wrapPart, purpose, lockSecret);
    secrets.push(wrapping);
    const { scalar, lies } = await openKey(key, purpose, wrapping);
    secrets.push(scalar);
    let otherKey: WrappedKey | undefined;
    if (newPin !== undefined) {
      const underNewPin = await wrapKey(key.clientShare, share.share, newPin.wrapPart, purpose, lockSecret);
      secrets.push(underNewPin);
      otherKey = await wrap(scalar, purpose, underNewPin);
    }

    // 6. The moved share is durable before anything is signed.
    const clientShare = xor(key.clientShare, share.step);
    await phone.commit((state) => ({ ...withKey(state, purpose, { ...lies, clientShare, epoch: share.next_epoch }), unlocks: opened(state.unlocks) }));
    phone.wrongPins = share.wrong_pins;

    // 7. Sign all that was chosen; the key is forgotten below.
    const signatures = stated.digests.map((digest) => (digest === undefined ? undefined : signDigest(scalar, digest)));

    // 8. The answer is durable before it is sent, and the key under the new PIN with it: after a crash the same bytes are sent again,
    //    and whichever PIN the service then knows opens the key.
    const { callback } = stated;
    const verifier = callback === undefined ? undefined : await drawVerifier();
    const message = await makeAnswer(statement, stated.shown, signatures, share.next_epoch, phone.now(), phone.sign, verifier?.sha256);
    const back = callback === undefined || verifier === undefined ? {} : { wayBack: wayBack(callback, id, verifier) };
    const outstanding = past === undefined ? { message } : { message, past };
    const kept = otherKey === undefined ? {} : { otherKey };
    await phone.commit((state) => withAnswer(withKey(state, purpose, kept), { session: id, expiresAt, outstanding, ...back }, phone.now()));
    return await deliver(phone, id, outstanding).catch(signedElsewhere);
  } finally {
    for (const secret of secrets) secret.fill(0);
  }
}

/** Opens a key, which lies under one of two PINs; the one that opens it is the one that holds, and comes first from then on. */
async function openKey(key: KeyState, purpose: Purpose, wrapping: Octets): Promise<{ scalar: Octets; lies: Partial<KeyState> }> {
  const point = PublicKey.fromPoint(key.point);
  const { wrappedKey, otherKey } = key;
  try {
    return { scalar: await unwrap(wrappedKey, purpose, point, wrapping), lies: {} };
  } catch (error) {
    if (!(error instanceof WrongShare) || otherKey === undefined) throw error;
    return { scalar: await unwrap(otherKey, purpose, point, wrapping), lies: { wrappedKey: otherKey, otherKey: wrappedKey } };
  }
}

async function openLock({ state, environment }: Phone): Promise<Octets> {
  return state.lock === undefined ? NO_LOCK : environment.deviceLock.secretOf(state.lock);
}

/** Sends again what was signed and never confirmed, while its session lasts. */
export async function deliverOutstanding(phone: Phone): Promise<void> {
  if (phone.isNew) return;
  for (const { session, expiresAt, outstanding } of phone.state.answered) {
    if (outstanding === undefined || expiresAt <= phone.now()) continue;
    try {
      await deliver(phone, session, outstanding);
    } catch (error) {
      if (error instanceof Unreachable) throw error;
    }
  }
}

async function deliver(phone: Phone, session: string, { message, past }: Outstanding): Promise<string> {
  const settle = (wasTaken: boolean) =>
    phone.commit((state) => {
      const answered = state.answered.map((each) => (each.session === session ? settled(each) : each));
      return wasTaken && past !== undefined ? withPast({ ...state, answered }, past) : { ...state, answered };
    });
  try {
    const state = await phone.tell(message);
    await settle(true);
    return state;
  } catch (error) {
    if (isDecided(error)) await settle(false);
    throw error;
  }
}

/** What is remembered of an answer that needs no second sending. */
function settled({ session, expiresAt, wayBack: back }: AnsweredState): AnsweredState {
  return { session, expiresAt, ...(back === undefined ? {} : { wayBack: back }) };
}

/** Sends an unlock again of which this phone does not know what came, until it has a reply. That reply cannot be opened any
 * more, because the ephemeral key was never written. */
async function resolveOutstandingUnlock(phone: Phone): Promise<void> {
  const { outstanding } = phone.state.unlocks;
  if (outstanding === undefined) return;
  let wasAnswered = true;
  try {
    await phone.send('/v1/phone/messages', outstanding.message, MESSAGE_PATIENCE);
  } catch (error) {
    if (!isDecided(error)) throw error;
    wasAnswered = false;
  }
  await phone.commit((state) => ({ ...state, unlocks: resolved(state.unlocks, wasAnswered) }));
}

async function unlock(phone: Phone, { statement }: Stated, pinKeys: PinKeys): Promise<Share> {
  // 1. The proof names the unlocks before it.
  const { purpose, session, device } = statement.body;
  const { statement_key: statementKey, opening_key: openingKey } = phone.acceptedKeyList.body;
  const { epoch } = phone.state.keys[purpose];
  const ephemeral = drawScalar();
  const ephemeralKey = PublicKey.ofScalar(ephemeral);
  const scope = { device, purpose, epoch, statementSha256: statement.sha256, ephemeralKey, before: names(phone.state.unlocks) };
  const message = await makeUnlock(session, pinKeys.proofKey, scope, openingKey, phone.now(), phone.sign);

  // 2. Its own name is durable before it is sent; the ephemeral key is never written.
  const name = await unlockName(ephemeralKey);
  await phone.commit((state) => ({ ...state, unlocks: begin(state.unlocks, { purpose, name, message }) }));

  // 3. A refusal decides it; any other silence does not.
  try {
    const { body } = await phone.send('/v1/phone/messages', message, MESSAGE_PATIENCE);
    return await openShare(body, ephemeral, statementKey, await hashOf(message), epoch);
  } catch (error) {
    if (isDecided(error)) await phone.commit((state) => ({ ...state, unlocks: resolved(state.unlocks, false) }));
    throw error;
  } finally {
    ephemeral.fill(0);
  }
}

/** A session is completed by an answer alone, and this phone has given none: if not by a door's lie, its keys are copied. */
function signedElsewhere(error: unknown): never {
  if (error instanceof ServiceRefused && error.problem.slug === PROBLEM.sessionOver && error.problem.state === 'completed') {
    throw new SignedElsewhere('this session was answered, and not by this phone');
  }
  throw error;
}

/** Has the service decided about a message, so that the same bytes need not be sent again? */
function isDecided(error: unknown): boolean {
  if (!(error instanceof ServiceRefused)) return false;
  const { status, problem } = error;
  if ([408, 425, 429].includes(status)) return [PROBLEM.tooManyUnlocks, PROBLEM.tooManyMessages].some((slug) => slug === problem.slug);
  return status >= 400 && status < 500;
}

function pastOf(statement: Statement, outcome: Outcome, at: number): Past {
  const { name, documents: [document, ...more] = [] } = displayed(statement);
  const { purpose } = statement;
  const named = document?.document_name === undefined ? {} : { document: document.document_name };
  return { name, purpose, ...named, ...(more.length === 0 ? {} : { more: more.length }), outcome, at };
}
