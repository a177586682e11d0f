/** What a completed session gives, and whether to believe any of it. Nothing here touches a network or reads a clock. */

import { createHash, type KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { p256 } from '@noble/curves/p256';
import { Certificate, checkStatus, PersonCertificate } from './certificates.js';
import { attempt, require } from './errors.js';
import {
  base64, base64url, isObject, KEY_LIST, Message, pinOf, publicKey, RECEIPT, sha256, STATEMENT, strictJson,
  type Json, type Keys, type Receipt, type Statement,
} from './messages.js';

/** What a login signs stands behind these octets, so that no document can be taken for one. */
const AUTHENTICATION_PREFIX = 'mobile-signature-authentication-v1\0';

/** What a person signed, all of it verified, with its evidence: whoever has it can prove it to others. */
export interface Signature {
  /** ECDSA, DER, in the order of what was asked; none for a document that the person struck out. */
  values: (Buffer | undefined)[];
  /** The signature of a login or of one document; of several the first that was made. */
  value: Buffer;
  /** The same as r and s side by side, 32 octets each, as JWS and XML have it. */
  raw: Buffer;
  person: PersonCertificate;
  receipt: string;
  statement: string;
  ocsp: Buffer;
  completedAt: Date;
  session: string;
  /** By which way the person came to a device link: `qr` or `same_device`. */
  way: string | undefined;
  /** By what the browser is known that the phone led back. */
  verifierSha256: string | undefined;
}

/** Is the browser that comes to the callback the one which the phone led back? That it is the one that *asked*, its cookie has to say.
 * Throws NotBelieved if it is not, or if the phone led nobody anywhere. */
export function checkCallback(signature: Signature, session: string, verifier: string): void {
  const octets = attempt('callback', () => base64url(verifier));
  const isIt = octets.length === 32 && session === signature.session && sha256(octets) === signature.verifierSha256;
  require(isIt, 'callback', 'the phone did not lead this browser back');
}

/** A signed request: its octets are its name. Kept, it can be waited for after a crash. */
export class Request {
  readonly claims: Json;

  /** A request of one's own; `person` is whom it asks, none where it asks whoever claims its link. */
  constructor(readonly compact: string, readonly person?: PersonCertificate) {
    this.claims = strictJson(base64url(compact.split('.')[1] ?? '')) as Json;
    require(this.claims['certificate_id'] === person?.id, 'certificate', 'the request names another certificate');
    require(isObject(this.claims['link']) === (person === undefined), 'certificate', 'the request is no device link, or one that names somebody');
  }

  get sha256(): string {
    return sha256(this.compact);
  }

  /** What it asks to sign, in the words of this statement, which may want more to be opened. */
  toSign(stated: Json): Json {
    const { challenge, documents } = this.claims;
    if (challenge !== undefined) return { type: 'challenge', algorithm: 'ES256', challenge };
    const said: unknown[] = Array.isArray(stated['documents']) ? stated['documents'] : [];
    const asked = (documents as Json[]).map(statedOf).map((it, at) => {
      const opened = { ...it, must_open: true };
      return isDeepStrictEqual(opened, said[at]) ? opened : it;
    });
    return { type: 'documents', algorithm: 'ES256', documents: asked };
  }
}

function statedOf({ digest, to_be_signed, document_name, document_sha256, must_open }: Json): Json {
  const what = digest
    ? { type: 'digest', sha256: base64((digest as { value: string }).value).toString('hex') }
    : { type: 'to_be_signed', sha256: sha256(base64(to_be_signed as string)) };
  return { ...what, ...(document_name !== undefined && { document_name }), ...(document_sha256 !== undefined && { document_sha256 }), ...(must_open === true && { must_open }) };
}

/** The keys of the service, in a list that the pinned statement key has signed. */
export class KeyList {
  readonly statementKey: KeyObject;
  readonly receiptKey: KeyObject;
  readonly openingKey: KeyObject;
  readonly sha256: string;

  constructor(compact: string, pin: string) {
    const list = attempt('key-list', () => Message.parse<Keys>(KEY_LIST, compact));
    const { statement_key, receipt_key, opening_key } = list.body;
    const keys = attempt('key-list', () => [statement_key, receipt_key, opening_key].map(publicKey)) as [KeyObject, KeyObject, KeyObject];
    require(new Set(keys.map(pinOf)).size === 3, 'key-list', 'one key has two uses');
    require(pinOf(keys[0]) === pin, 'key-list', 'its statement key is not the pinned one');
    require(list.isBy(keys[0]), 'key-list', 'the pinned key did not sign it');
    [this.statementKey, this.receiptKey, this.openingKey] = keys;
    this.sha256 = list.sha256;
  }
}

function text(result: unknown, name: string): string {
  const value = isObject(result) ? result[name] : undefined;
  require(typeof value === 'string', 'answer-form', `${name} is missing or no text`);
  return value;
}

const octets = (result: unknown, name: string): Buffer => attempt('answer-form', () => base64(text(result, name)));

const readStatement = (result: unknown): Message<Statement> =>
  attempt('statement-form', () => Message.parse<Statement>(STATEMENT, text(result, 'statement')));

/** The list of keys under which the statement of a result was made, as it says itself. */
export const keyListNamed = (result: unknown): string => readStatement(result).body.key_list_sha256;

/** What an answer must be about to be believed. */
export interface Expected {
  request: Request;
  session: string;
  /** The verification code that was shown beside the request, if the door gave one. */
  code: string | undefined;
  relyingParty: Certificate;
  root: Certificate;
  keys: KeyList;
  /** Seconds since 1970. */
  now: number;
}

/** Verifies everything in the result of a session; throws NotBelieved with the first check that fails. */
export function verifyAnswer(expected: Expected, result: unknown): Signature {
  return attempt('answer-form', () => verified(expected, result));
}

function verified(expected: Expected, result: unknown): Signature {
  const { claims } = expected.request;
  for (const name of ['certificate', 'statement', 'receipt']) text(result, name);
  const values = signaturesOf(result);
  // 1. It is the person who was asked, whose certificate leads to the root and is for this purpose.
  const certificate = octets(result, 'certificate');
  const chain = isObject(result) ? result['chain'] : undefined;
  const person = expected.request.person ?? PersonCertificate.ofAnswer(certificate, chain, String(claims['purpose']));
  require(sha256(certificate) === person.id, 'certificate', 'another certificate answers than was asked');
  require(person.purpose === claims['purpose'], 'purpose', 'the request is for another');
  const issuer = person.issuer(expected.root, expected.now);
  // 2. The statement says what was asked, for this session and in this relying party's name.
  const statement = checkStatement(expected, person, result);
  // 3. The person's key signed what is stated, each in its place: for a login the statement itself.
  const { value, raw } = checkSignatures(person, statement, values);
  // 4. The receipt confirms all of that.
  const receipt = checkReceipt(expected, person, result, statement, values);
  // 5. The certificate was good afterwards.
  require(isObject(result) && result['ocsp'] != null, 'status-missing', 'the answer has no status of the certificate');
  const ocsp = octets(result, 'ocsp');
  checkStatus(ocsp, person, issuer, receipt.body.completed_at, expected.now);
  const completedAt = new Date(1000 * receipt.body.completed_at);
  const about = { session: expected.session, way: statement.body.link?.way, verifierSha256: receipt.body.verifier_sha256 };
  return { values, value, raw, person, receipt: receipt.compact, statement: statement.compact, ocsp, completedAt, ...about };
}

function checkStatement({ request, session, code, relyingParty, keys }: Expected, person: PersonCertificate, result: unknown): Message<Statement> {
  const [statement, asked] = [readStatement(result), request.claims];
  const says = statement.body;
  const lives = says.expires_at - says.issued_at;
  require(lives >= 1 && lives <= 600, 'statement-form', `it lives for ${lives} seconds`);
  require(statement.isBy(keys.statementKey), 'statement-signature', 'the statement key did not sign it');
  require(says.session === session, 'statement-session', 'it is of another session');
  require(says.request_sha256 === request.sha256, 'statement-request', 'it is about another request');
  const party = says.relying_party;
  const namesUs = party.id === asked['iss'] && party.certificate_sha256 === relyingParty.sha256;
  require(namesUs, 'statement-relying-party', `it names ${party.id}`);
  const display = Object.fromEntries(Object.entries(asked).filter(([name]) => ['language', 'text', 'payment'].includes(name)));
  const compared: [string, unknown, unknown][] = [
    ['the door', says.door, 'native'],
    ['the purpose', says.purpose, asked['purpose']],
    ['the certificate', says.certificate_sha256, person.id],
    ['what is signed', says.sign, request.toSign(says.sign)],
    ['what the person reads', says.display, display],
    ["the code's mode", says.code.mode, 'link' in asked ? 'none' : (asked['code_mode'] ?? 'compare')],
    ['the device link', says.link, statedLink(asked['link'], says.link?.way)],
  ];
  for (const [what, stated, wanted] of compared) {
    require(isDeepStrictEqual(stated, wanted), 'statement-content', `${what} is another than in the request`);
  }
  require(says.expires_at <= Number(asked['exp']), 'statement-content', 'it outlives the request');
  require(code === undefined || code === says.code.value, 'code', `the phone showed ${says.code.value}, and here ${code} was shown`);
  return statement;
}

/** What a statement has to say of this link, if the phone came by this way. */
function statedLink(asked: unknown, way: string | undefined): Json | undefined {
  if (!isObject(asked)) return undefined;
  const { ways, callback } = asked as { ways: string[]; callback?: string };
  if (way === undefined || !ways.includes(way)) return { way: ways[0] };
  return { way, ...(way === 'same_device' && { callback_sha256: sha256(String(callback)) }) };
}

/** One for each that was asked, or none. */
function signaturesOf(result: unknown): (Buffer | undefined)[] {
  const given = isObject(result) ? result['signatures'] : undefined;
  require(Array.isArray(given) && given.every((one) => one === null || typeof one === 'string'), 'answer-form', 'signatures is missing or no list of texts');
  return attempt('answer-form', () => given.map((one: string | null) => (one === null ? undefined : base64(one))));
}

/** Gives the first signature, too as r and s side by side. */
function checkSignatures(person: PersonCertificate, statement: Message<Statement>, values: (Buffer | undefined)[]): { value: Buffer; raw: Buffer } {
  const { type, documents } = statement.body.sign as { type: string; documents: { sha256: string }[] };
  const ofLogin = (): Buffer => createHash('sha256').update(AUTHENTICATION_PREFIX).update(Buffer.from(statement.sha256, 'hex')).digest();
  const digests = type === 'challenge' ? [ofLogin()] : documents.map((one) => Buffer.from(one.sha256, 'hex'));
  const value = values.find((one) => one !== undefined);
  require(value !== undefined && values.length === digests.length, 'signature-count', `there are ${values.length}, ${digests.length} were asked, at least one must be signed`);
  const { keyBits, key } = person.certificate;
  require(key.asymmetricKeyDetails?.namedCurve === 'prime256v1', 'signature', "the person's key is not of P-256");
  // Node verifies messages and no digests; the documents themselves are elsewhere.
  const raws = values.map((one, at) => {
    if (one === undefined) return undefined;
    const signature = attempt('signature', () => p256.Signature.fromDER(one));
    const verifies = attempt('signature', () => p256.verify(signature.toCompactRawBytes(), digests[at] as Buffer, keyBits, { prehash: false, lowS: false }));
    require(verifies, 'signature', "it is not the person's over what is stated");
    return Buffer.from(signature.toCompactRawBytes());
  });
  return { value, raw: raws.find((one) => one !== undefined) as Buffer };
}

function checkReceipt({ request, session, keys }: Expected, person: PersonCertificate, result: unknown, statement: Message<Statement>, values: (Buffer | undefined)[]): Message<Receipt> {
  const receipt = attempt('receipt-form', () => Message.parse<Receipt>(RECEIPT, text(result, 'receipt')));
  const says = receipt.body;
  require((says.state === 'completed') === (says.signatures_sha256 !== undefined), 'receipt-form', 'signatures stand there when completed only');
  require(receipt.isBy(keys.receiptKey), 'receipt-signature', 'the receipt key did not sign it');
  const compared: [string, unknown, unknown][] = [
    ['receipt-session', says.session, session],
    ['receipt-relying-party', says.relying_party, request.claims['iss']],
    ['receipt-request', says.request_sha256, request.sha256],
    ['receipt-statement', says.statement_sha256, statement.sha256],
    ['receipt-certificate', says.certificate_sha256, person.id],
    ['receipt-outcome', says.signatures_sha256, values.map((one) => (one ? sha256(one) : null))],
  ];
  for (const [check, stated, wanted] of compared) require(isDeepStrictEqual(stated, wanted), check, `it is ${stated}, but ${wanted} was expected`);
  return receipt;
}
