// What a phone checks before it shows anything, in the order of docs/protocol/phone.md §6.

import type { Certificate } from '../formats/certificate.ts';
import { hashOf, hex, sha256, type Octets } from '../formats/octets.ts';
import { PublicKey } from '../formats/p256.ts';
import { digestsToSign, type Content } from './content.ts';
import type { Location } from './document.ts';
import { equal, OtherKeyList, OutOfTime, Refused } from './error.ts';
import type { KeyList } from './key-list.ts';
import type { Purpose } from './keys.ts';
import { Received, type MessageKind, type Verified } from './message.ts';
import type { PendingSession } from './pending.ts';
import { REQUEST, understand, type SignatureRequest } from './request.ts';
import { checkAgainstRequest, checkTime, STATEMENT, type Statement } from './statement.ts';
import { certificates } from './wire.ts';

/** What the phone knows, against which a session is checked. */
export interface PhoneKnowledge {
  readonly device: string;
  /** The list that it has accepted under its pin. */
  readonly keyList: Verified<KeyList>;
  readonly certificates: Readonly<Record<Purpose, Certificate>>;
  /** Seconds since 1970. */
  readonly now: number;
}

/** A session that may be shown, and after consent be signed. */
export interface VerifiedSession {
  readonly statement: Verified<Statement>;
  /** The relying party's request; none where the door of the statement vouches for it. */
  readonly request: SignatureRequest | undefined;
  /** What is signed, in the order of the statement. */
  readonly contents: readonly Content[];
  /** The digests that the person's key signs, in that order. */
  readonly digests: readonly Octets[];
}

/** Where the person is led back to when this is signed; none where a code was scanned on another screen, or nobody is led anywhere. */
export function callbackOf({ statement, request }: VerifiedSession): string | undefined {
  return statement.body.link?.way === 'same_device' ? request?.members.link?.callback : undefined;
}

/** Where the document in this place lies, and the digest that its file has or that its byte range has; none if nowhere. */
export function locationOf({ request, contents }: VerifiedSession, at: number): { readonly location: Location; readonly bound: string } | undefined {
  const [asked, content] = [request?.members.documents?.[at], contents[at]];
  const bound = content?.type === 'digest' ? content.sha256 : asked?.document_sha256;
  return asked?.location === undefined || bound === undefined ? undefined : { location: asked.location, bound };
}

/** Refuses with `OtherKeyList` where the phone has to fetch the list first. */
export async function verifyPending(pending: PendingSession, phone: PhoneKnowledge): Promise<VerifiedSession> {
  const statement = await ownStatement(STATEMENT, pending.statement, phone);
  const { body } = statement;

  // 3. to 5. The relying party's request; or, where a door vouches for it, what the statement says of it alone.
  const digests = await digestsToSign(body.sign, statement.sha256);
  if (body.door === 'native' && pending.request !== undefined) {
    const request = await statedRequest(pending.request, body, pending.relying_party_chain ?? [], phone);
    return { statement, request, contents: request.contents, digests };
  }
  const hasChain = (pending.relying_party_chain ?? []).length > 0;
  if (body.door !== 'native' && pending.request === undefined && !hasChain && body.sign.type === 'heard_digest') {
    return { statement, request: undefined, contents: [{ type: 'heard_digest', digest: body.sign.digest }], digests };
  }
  throw new Refused('request must be there, with its chain, through the native door, and only then');
}

type OfThisPhone = Pick<Statement, 'key_list_sha256' | 'device' | 'purpose' | 'certificate_sha256' | 'issued_at' | 'expires_at'>;

/** 1. and 2.: a statement of the pinned key, under the key list that this phone knows, for this device and its certificate, and alive. */
export async function ownStatement<S extends OfThisPhone>(kind: MessageKind<S>, compact: string, phone: PhoneKnowledge): Promise<Verified<S>> {
  const received = await Received.parse(kind, compact);
  const named = received.claims.key_list_sha256;
  if (named !== phone.keyList.sha256) throw new OtherKeyList(`the statement names key list ${named}, this phone knows ${phone.keyList.sha256}`);
  const statement = await received.verify(phone.keyList.body.statement_key);
  const { body } = statement;
  equal("the statement's device", body.device, phone.device);
  equal("the statement's certificate", body.certificate_sha256, phone.certificates[body.purpose].sha256);
  checkTime(body, phone.now);
  return statement;
}

async function statedRequest(compact: string, statement: Statement, chain: readonly Octets[], phone: PhoneKnowledge): Promise<SignatureRequest> {
  // 3. The request is the one that was stated.
  equal("the request's hash", await hashOf(compact), statement.request_sha256);
  const received = await Received.parse(REQUEST, compact);
  const request = await understand(received.claims);

  // 4. The relying party: its registered certificate, by an issuer of the key list, signed the request.
  const certificate = await relyingPartyCertificate(chain, phone);
  equal("the relying party's certificate", certificate.sha256, statement.relying_party.certificate_sha256);
  const [leaf] = received.headerCertificates;
  if (leaf !== undefined) equal("the certificate in the request's header", hex(await sha256(leaf)), certificate.sha256);
  await received.verify(PublicKey.fromSpki(certificate.spki));

  // 5. Statement and request say the same; that the bytes bind document and certificate is a rule of the content.
  checkAgainstRequest(statement, request);
  return request;
}

/** The longest chain that travels with a session: relying party, its issuers, root. */
const LONGEST_CHAIN = 4;

async function relyingPartyCertificate(chain: readonly Octets[], phone: PhoneKnowledge): Promise<Certificate> {
  if (chain.length < 1 || chain.length > LONGEST_CHAIN) throw new Refused('relying_party_chain must have 1 to 4 certificates');
  const [certificate] = await certificates(chain);
  if (certificate === undefined) throw new Refused('relying_party_chain must have 1 to 4 certificates');
  const issuers = await certificates(phone.keyList.body.relying_party_issuers);
  await certificate.checkIssuedByOneOf(issuers, 'relying_party_chain must begin with a certificate of an issuer that the key list names');
  if (certificate.isCa) throw new Refused('relying_party_chain must not begin with a CA');
  const what = "the relying party's certificate";
  if (phone.now < certificate.notBefore) throw new OutOfTime(what, false, certificate.notBefore, phone.now);
  if (phone.now > certificate.notAfter) throw new OutOfTime(what, true, certificate.notAfter, phone.now);
  return certificate;
}
