/** The client of an e-service: look up, ask, wait, and believe only what was verified. */

import { createPrivateKey, createPublicKey, randomBytes, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { request as plain } from 'node:http';
import { Agent, request as overTls, type RequestOptions } from 'node:https';
import { join } from 'node:path';
import { KeyList, keyListNamed, Request, verifyAnswer, type Signature } from './answer.js';
import { Certificate, PersonCertificate } from './certificates.js';
import { attempt, CredentialsError, Ended, NotBelieved, Refused, require, Unreachable } from './errors.js';
import { isObject, signed, strictJson, type Json } from './messages.js';

/** How long a request may be redeemed, in seconds. */
const REQUEST_LIFETIME = 300;
/** How long one long poll lasts, and how long its answer may then take, in seconds. */
const [POLL, GRACE] = [30, 30];
/** The largest answer that is read, in octets. */
const LARGEST_ANSWER = 4 * 1024 * 1024;

export type Purpose = 'authentication' | 'signature';
export type OnCode = (code: string) => void;

/** What the phone shall sign. */
export type Content =
  /** A login: 16 to 64 octets, drawn for this login alone. */
  | { challenge: Buffer }
  /** A SHA-256 digest of something that only the sender knows: the phone says so. */
  | { digest: Buffer; name?: string }
  /** A text that the person reads in full. */
  | { text: string }
  /** CMS signed attributes (RFC 5652, section 5.3), DER SET OF, of a PDF or another container with this digest. */
  | { toBeSigned: Buffer; sha256: Buffer; name: string };

/** An open session. `code` is compared by the person with the one on the phone, as soon as there is one. */
export type Session = { id: string; state: string; code: string | undefined; request: Request };

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
    return new RelyingParty(credentials, json(await call('GET', `${country.replace(/\/$/, '')}/.well-known/greatseal`)));
  }

  /** The person's newest certificate for `purpose`, by the code in the register of `country` (ISO 3166-1 alpha-2). */
  async lookUp(country: string, code: string, purpose: Purpose): Promise<PersonCertificate> {
    const found = await this.#ask('POST', '/v1/persons/lookup', 'application/json', JSON.stringify({ country, code }));
    const entries: unknown[] = Array.isArray(found['certificates']) ? found['certificates'] : [];
    const entry = entries.find((one) => isObject(one) && one['purpose'] === purpose);
    require(entry !== undefined, 'purpose', `the person has no certificate for ${purpose}`);
    return PersonCertificate.of(entry, country, code, this.credentials.root, now());
  }

  /** Writes a request and signs it; nothing is sent. The person reads `text`, at most 200 characters. */
  request(person: PersonCertificate, content: Content, text: string, language = 'en'): Request {
    const [{ key, id, x5c }, iat, jti] = [this.credentials, now(), randomBytes(16).toString('hex')];
    const about = { certificate_id: person.id, purpose: person.purpose, text, language };
    const claims = { aud: 'mobile-signature', iss: id, jti, iat, exp: iat + REQUEST_LIFETIME, ...about, ...asked(content) };
    return new Request(signed(key, 'sign-request+jwt', x5c, claims), person);
  }

  /** Asks a person's phone. Show `code` of the session, and then `wait`. */
  start(person: PersonCertificate, content: Content, text: string, language = 'en'): Promise<Session> {
    return this.send(this.request(person, content, text, language));
  }

  /** Sends a signed request; the same octets again are the same session. */
  async send(request: Request): Promise<Session> {
    const body = await this.#ask('POST', '/v1/sessions', 'application/jose', request.compact);
    return { id: String(body['session']), state: String(body['state']), code: body['code'] as string | undefined, request };
  }

  /** Waits for the end of a session and verifies everything. `onCode` hears the code as soon as there is one. */
  async wait(session: Session, onCode: OnCode = () => {}): Promise<Signature> {
    let { state, code } = session;
    if (code !== undefined) onCode(code);
    for (;;) {
      const body = await this.#ask('GET', `/v1/sessions/${session.id}?wait=${POLL}&known=${state}`);
      // The first code counts: whoever shows another one later has shown a wrong one before.
      if (code === undefined && typeof body['code'] === 'string') {
        code = body['code'];
        onCode(code);
      }
      state = String(body['state']);
      if (state === 'completed') return this.#accept(session, code, await this.#withStatus(session, body['result']));
      if (!['requested', 'stated', 'shown', 'answered'].includes(state)) {
        const problem = isObject(body['problem']) ? slugOf(body['problem']) : undefined;
        throw new Ended(state, problem, body['retry_after'] as number | undefined);
      }
    }
  }

  /** Takes a request back. */
  async cancel(session: Session): Promise<void> {
    await this.#ask('DELETE', `/v1/sessions/${session.id}`);
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
      const compact = (await call('GET', String(this.country['key_list']))).toString('latin1').trim();
      this.#keys = new KeyList(compact, this.credentials.statementKeyPin);
    }
    return this.#keys as KeyList;
  }

  /** The service leaves the status out where it did not have it within a second; it asks again each time. */
  async #withStatus(session: Session, first: unknown): Promise<unknown> {
    let result = first;
    for (let again = 0; again < 3 && isObject(result) && result['ocsp'] == null; again += 1) {
      result = (await this.#ask('GET', `/v1/sessions/${session.id}`))['result'];
    }
    return result;
  }

  async #accept({ request, id }: Session, code: string | undefined, result: unknown): Promise<Signature> {
    const { certificate, root } = this.credentials;
    const keys = await this.keys(keyListNamed(result));
    return verifyAnswer({ request, session: id, code, relyingParty: certificate, root, keys, now: now() }, result);
  }

  async #ask(method: string, path: string, type?: string, body?: string): Promise<Json> {
    const headers = type === undefined ? {} : { 'content-type': type };
    return json(await call(method, String(this.country['relying_party_api']) + path, { agent: this.credentials.agent, headers }, body));
  }
}

/** The members of a request that say what to sign. */
function asked(content: Content): Json {
  if ('challenge' in content) return { challenge: content.challenge.toString('base64') };
  if ('text' in content) return { to_be_signed: Buffer.from(content.text).toString('base64') };
  if ('digest' in content) {
    const digest = { algorithm: 'sha256', value: content.digest.toString('base64') };
    return { digest, ...(content.name !== undefined && { document_name: content.name }) };
  }
  const { toBeSigned, sha256, name } = content;
  return { to_be_signed: toBeSigned.toString('base64'), document_sha256: sha256.toString('hex'), document_name: name };
}

/** Calls a door: no redirect, no proxy, bounded time and size. Gives the octets of a successful answer. */
function call(method: string, url: string, options: RequestOptions = {}, body?: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const failed = (error: unknown): void => reject(new Unreachable(`${url}: ${String(error)}`));
    const signal = AbortSignal.timeout(1000 * (POLL + GRACE));
    const sent = (url.startsWith('https:') ? overTls : plain)(url, { ...options, method, signal }, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > LARGEST_ANSWER) sent.destroy(new Error(`more than ${LARGEST_ANSWER} octets`));
        chunks.push(chunk);
      });
      response.on('error', failed);
      response.on('end', () => {
        const [status, whole] = [response.statusCode ?? 0, Buffer.concat(chunks)];
        if (status >= 200 && status < 300) resolve(whole);
        else reject(refusal(status, whole));
      });
    });
    sent.on('error', failed);
    sent.end(body);
  });
}

function refusal(status: number, body: Buffer): Refused {
  let said: Json = {};
  try {
    said = json(body);
  } catch {
    // Whatever answers here speaks no problems.
  }
  return new Refused(status, slugOf(said) ?? '', line(said['title']), line(said['detail']), said['retry_after'] as number | undefined);
}

/** The last part of a problem's type. */
const slugOf = (problem: Json): string | undefined => line(problem['type']).split('/').pop() || undefined;

/** A service's words, so that nothing in them steers a terminal. */
const line = (text: unknown): string => String(text ?? '').replace(/\p{C}/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);

function json(octets: Buffer): Json {
  const body = attempt('answer-form', () => strictJson(octets));
  if (!isObject(body)) throw new NotBelieved('answer-form', 'the answer is no object');
  return body;
}

const now = (): number => Math.floor(Date.now() / 1000);
