/** The client of an e-service: look up, ask, wait, and believe only what was verified. */

import { createHmac, createPrivateKey, createPublicKey, randomBytes, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { KeyList, keyListNamed, Request, verifyAnswer, type Signature } from './answer.js';
import { Certificate, PersonCertificate, TOLERANCE } from './certificates.js';
import { call, json, type Call } from './doors.js';
import { CredentialsError, Ended, instantOf, require, slugOf } from './errors.js';
import { encrypted, isObject, signed, type Json } from './messages.js';

/** How long a request may be redeemed, in seconds. */
const REQUEST_LIFETIME = 300;
/** How long one long poll lasts, and how long its answer may then take, in seconds. */
const [POLL, GRACE] = [30, 30];
/** The pause between two polls that come back without news, in milliseconds. */
const PAUSE = 1_000;
/** The states in which a session is open, in their order, and those in which it has ended in vain. */
const [OPEN, ENDED] = [['requested', 'stated', 'shown', 'answered'], ['refused', 'expired', 'cancelled', 'failed']];

export type Purpose = 'authentication' | 'signature';
/** By which way a device link comes to a phone. */
export type Way = 'qr' | 'same_device';
export type OnCode = (code: string) => void;

/** One document of a request. */
export type Document = (
  /** A SHA-256 digest of something that only the sender knows, as the phone says, unless the document has a location. */
  | { digest: Buffer; name?: string }
  /** A text that the person reads in full. */
  | { text: string; name?: string }
  /** CMS signed attributes (RFC 5652, section 5.3), DER SET OF, of a PDF or another container with this digest. */
  | { toBeSigned: Buffer; sha256: Buffer; name: string }
) & {
  /** An address at your registered domain, and the length in octets of what is there: the phone can read it. */
  location?: { url: string; size: number };
  /** It must be opened before it is signed. */
  mustOpen?: boolean;
};

/** What the phone shall sign. */
export type Content =
  /** A login: 16 to 64 octets, drawn for this login alone. */
  | { challenge: Buffer }
  /** One, or up to 50, which the person signs with one PIN, and may strike some of out. */
  | Document
  | Document[];

/** What the person is shown beside the text: what is paid, as `{ amount: '1250.00', currency: 'EUR', payee: 'City Registry' }`, and a code
 * that is compared, or found among three. */
export type Showing = { payment?: { amount: string; currency: string; payee: string }; code_mode?: 'compare' | 'choose' };

/** An open session. `code` is compared by the person with the one on the phone, as soon as there is one. */
export type Session = { id: string; state: string; code: string | undefined; request: Request };

/** A device link that was started. Its secret makes the codes: it stays with you, and goes to no browser. */
export class Link {
  constructor(readonly session: Session, private readonly secret: Buffer, private readonly step: number, private readonly toldAt: number) {}

  /** What a code on a screen holds at this moment, or where a link on the phone leads: to be made anew each second. */
  line(way: Way, at: number = now()): string {
    const step = this.step + Math.max(0, Math.floor(at - this.toldAt));
    const octets = Buffer.alloc(8);
    octets.writeBigInt64BE(BigInt(step));
    const code = createHmac('sha256', this.secret).update(`greatseal device link v1\0${way}\0`).update(Buffer.from(this.session.id, 'hex')).update(octets);
    return `sign-link:1:${this.session.id}:${way}:${step}:${code.digest('base64url')}`;
  }

  /** The same as an address, which opens the phone that the country has as a page (`country.phone_app`). */
  address(way: Way, phoneApp: string): string {
    return `${phoneApp.replace(/\/$/, '')}/#${this.line(way)}`;
  }
}

/** The folder that registration gave: certificate.pem, key.pem (mode 0600), chain.pem, statement-key.sha256. */
class Credentials {
  readonly certificate: Certificate;
  readonly chain: Certificate[];
  readonly root: Certificate;
  readonly key: KeyObject;
  readonly id: string;
  readonly statementKeyPin: string;
  readonly agent: Agent;

  constructor(folder: string) {
    try {
      const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
      if (statSync(join(folder, 'key.pem')).mode & 0o077) throw new Error('key.pem can be read by others: run chmod 600');
      this.key = createPrivateKey(read('key.pem'));
      this.certificate = Certificate.fromPem(read('certificate.pem'));
      this.chain = read('chain.pem').split(/(?=-----BEGIN)/).filter((one) => one.startsWith('-----BEGIN')).map(Certificate.fromPem);
      this.statementKeyPin = read('statement-key.sha256').trim();
      const root = this.chain.find((one) => one.subject.bytes.equals(one.issuer.bytes));
      if (!root) throw new Error("chain.pem does not end with the country's root");
      if (!createPublicKey(this.key).equals(this.certificate.key)) throw new Error('key.pem is not the key of certificate.pem');
      this.root = root;
      this.id = this.certificate.attributes('2.5.4.5')[0] ?? '';
      // It trusts the country's root alone, and shows this certificate.
      const ca = `-----BEGIN CERTIFICATE-----\n${root.der.toString('base64')}\n-----END CERTIFICATE-----\n`;
      this.agent = new Agent({ ca, cert: read('certificate.pem'), key: read('key.pem'), keepAlive: true });
    } catch (error) {
      throw new CredentialsError(`${folder} is not the folder of a relying party: ${String(error)}`);
    }
  }

  /** The certificate and its issuers, without the root. */
  get x5c(): string[] {
    return [this.certificate, ...this.chain.filter((one) => !one.isSame(this.root))].map((one) => one.der.toString('base64'));
  }
}

/** A relying party of a country. */
export class RelyingParty {
  #keys: KeyList | undefined;

  /** `country` is what it says of itself: all its addresses. */
  private constructor(readonly credentials: Credentials, readonly country: Json) {}

  /** `folder` is what registration gave, `country` the base address of the country, such as its landing page. */
  static async open(folder: string, country: string): Promise<RelyingParty> {
    const credentials = new Credentials(folder);
    const page = json(await call(`${country.replace(/\/$/, '')}/.well-known/greatseal`));
    for (const [name, form] of [['relying_party_api', /^https:/], ['key_list', /^https?:/]] as const) {
      const address = page[name];
      require(typeof address === 'string' && form.test(address), 'answer-form', `the country has no address ${name}`);
    }
    return new RelyingParty(credentials, page);
  }

  /** The person's newest certificate for `purpose`, by the code in the register of `country` (ISO 3166-1 alpha-2). */
  async lookUp(country: string, code: string, purpose: Purpose): Promise<PersonCertificate> {
    const found = await this.#ask('/v1/persons/lookup', { method: 'POST', type: 'application/json', body: JSON.stringify({ country, code }) });
    const entries: unknown[] = Array.isArray(found['certificates']) ? found['certificates'] : [];
    const entry = entries.find((one) => isObject(one) && one['purpose'] === purpose);
    require(entry !== undefined, 'purpose', `the person has no certificate for ${purpose}`);
    return PersonCertificate.of(entry, country, code, this.credentials.root, now());
  }

  /** Writes a request and signs it; nothing is sent. The person reads `text`, at most 200 characters, and what `more` says. */
  request(person: PersonCertificate, content: Content, text: string, language = 'en', more: Showing = {}): Request {
    const about = { jti: randomBytes(16).toString('hex'), certificate_id: person.id, purpose: person.purpose, text, language };
    return new Request(this.#signed({ ...about, ...more }, content), person);
  }

  /** Asks whoever claims the link with a phone: a code on a screen (`qr`), a link on the phone itself that leads back to `callback`, an https
   * address at your registered domain, or both. */
  async startLink(content: Content, text: string, { qr = true, callback, language = 'en', ...more }: { qr?: boolean; callback?: string; language?: string } & Pick<Showing, 'payment'> = {}): Promise<Link> {
    const list = new KeyList((await call(String(this.country['key_list']))).toString('latin1').trim(), this.credentials.statementKeyPin);
    const [secret, jti] = [randomBytes(32), randomBytes(16).toString('hex')];
    const told = { iss: this.credentials.id, jti, secret: secret.toString('base64') };
    const ways = [...(qr ? ['qr'] : []), ...(callback === undefined ? [] : ['same_device'])];
    const link = { ways, ...(callback !== undefined && { callback }), secret: encrypted(list.openingKey, 'sign-link-secret+jwe', told) };
    const purpose = 'challenge' in content ? 'authentication' : 'signature';
    const [session, body] = await this.#send(new Request(this.#signed({ jti, link, purpose, text, language, ...more }, content)));
    const step = body['step'];
    require(typeof step === 'number' && Number.isSafeInteger(step) && step >= -60 && step <= 600, 'answer-form', 'the service does not say which step of the link it is');
    return new Link(session, secret, step, now());
  }

  #signed(about: Json, content: Content): string {
    const [{ key, id, x5c }, iat] = [this.credentials, now()];
    const claims = { aud: 'mobile-signature', iss: id, iat, exp: iat + REQUEST_LIFETIME, ...about, ...asked(content) };
    return signed(key, 'sign-request+jwt', x5c, claims);
  }

  /** Asks a person's phone. Show `code` of the session, and then `wait`. */
  start(person: PersonCertificate, content: Content, text: string, language = 'en', more: Showing = {}): Promise<Session> {
    return this.send(this.request(person, content, text, language, more));
  }

  /** Sends a signed request; the same octets again are the same session. */
  async send(request: Request): Promise<Session> {
    return (await this.#send(request))[0];
  }

  async #send(request: Request): Promise<[Session, Json]> {
    const body = await this.#ask('/v1/sessions', { method: 'POST', type: 'application/jose', body: request.compact });
    const id = body['session'];
    // It becomes a part of addresses.
    require(typeof id === 'string' && /^[0-9a-f]{32}$/.test(id), 'answer-form', 'the session has no id');
    return [{ id, state: stateOf(body), code: codeOf(body), request }, body];
  }

  /** Waits for the end of a session and verifies everything. `onCode` hears the code as soon as there is one. */
  async wait(session: Session, onCode: OnCode = () => {}): Promise<Signature> {
    let { state, code } = session;
    // Clocks of two parties may differ.
    const end = Number(session.request.claims['exp']) + TOLERANCE;
    if (code !== undefined) onCode(code);
    for (;;) {
      const body = await this.#ask(`/v1/sessions/${session.id}?wait=${POLL}&known=${state}`, { seconds: POLL + GRACE });
      const before = OPEN.indexOf(state);
      state = stateOf(body);
      // The first code counts: whoever shows another one later has shown a wrong one before.
      const shown = codeOf(body);
      if (code === undefined && shown !== undefined) {
        code = shown;
        onCode(code);
      }
      if (state === 'completed') return this.#accept(session, code, await this.#withStatus(session, body['result']));
      if (!OPEN.includes(state)) throw new Ended(state, slugOf(body['problem']), instantOf(body));
      if (!(now() < end)) throw new Ended('expired', undefined, undefined);
      // A door that has no news waits itself; one that does not is not asked without a pause.
      if (OPEN.indexOf(state) <= before) await pause(PAUSE);
    }
  }

  /** Takes a request back. */
  async cancel(session: Session): Promise<void> {
    await this.#ask(`/v1/sessions/${session.id}`, { method: 'DELETE' });
  }

  /** Logs a person in: look up, a fresh challenge, the code for `onCode`, wait, verify. */
  async login(country: string, code: string, text: string, onCode: OnCode): Promise<Signature> {
    const person = await this.lookUp(country, code, 'authentication');
    return this.sign(person, { challenge: randomBytes(32) }, text, onCode);
  }

  /** Has a person sign: the code for `onCode`, wait, verify. */
  async sign(person: PersonCertificate, content: Content, text: string, onCode: OnCode): Promise<Signature> {
    return this.wait(await this.start(person, content, text), onCode);
  }

  /** The service's keys, by the pinned one; the list is fetched anew when a statement was made under another. */
  async keys(named: string): Promise<KeyList> {
    if (this.#keys?.sha256 !== named) {
      const compact = (await call(String(this.country['key_list']))).toString('latin1').trim();
      this.#keys = new KeyList(compact, this.credentials.statementKeyPin);
    }
    return this.#keys as KeyList;
  }

  /** The service leaves the status out where it did not have it within a second; it asks again each time. */
  async #withStatus(session: Session, first: unknown): Promise<unknown> {
    let result = first;
    for (let again = 0; again < 3 && isObject(result) && result['ocsp'] == null; again += 1) {
      result = (await this.#ask(`/v1/sessions/${session.id}`))['result'];
    }
    return result;
  }

  async #accept({ request, id }: Session, code: string | undefined, result: unknown): Promise<Signature> {
    const { certificate, root } = this.credentials;
    const keys = await this.keys(keyListNamed(result));
    return verifyAnswer({ request, session: id, code, relyingParty: certificate, root, keys, now: now() }, result);
  }

  async #ask(path: string, options: Call = {}): Promise<Json> {
    return json(await call(String(this.country['relying_party_api']) + path, { ...options, agent: this.credentials.agent }));
  }
}

function stateOf(body: Json): string {
  const state = body['state'];
  require(typeof state === 'string' && [...OPEN, ...ENDED, 'completed'].includes(state), 'answer-form', 'the session has no state');
  return state;
}

/** Four digits, which are shown as they are. */
function codeOf(body: Json): string | undefined {
  const code = body['code'] ?? undefined;
  require(code === undefined || (typeof code === 'string' && /^[0-9]{4}$/.test(code)), 'answer-form', 'the code is no four digits');
  return code;
}

/** The members of a request that say what to sign. */
function asked(content: Content): Json {
  if ('challenge' in content) return { challenge: content.challenge.toString('base64') };
  return { documents: (Array.isArray(content) ? content : [content]).map(documentOf) };
}

function documentOf(document: Document): Json {
  const { name, location, mustOpen } = document;
  const about = { ...(name !== undefined && { document_name: name }), ...(location && { location }), ...(mustOpen && { must_open: true }) };
  if ('text' in document) return { to_be_signed: Buffer.from(document.text).toString('base64'), ...about };
  if ('digest' in document) return { digest: { algorithm: 'sha256', value: document.digest.toString('base64') }, ...about };
  return { to_be_signed: document.toBeSigned.toString('base64'), document_sha256: document.sha256.toString('hex'), ...about };
}

const now = (): number => Math.floor(Date.now() / 1000);
