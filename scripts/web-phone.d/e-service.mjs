// An e-service of the demonstration country, as somebody would write it who has read docs/api and docs/protocol/phone.md.
import assert from 'node:assert/strict';
import { createHash, createPrivateKey, randomBytes, sign, verify, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';

const base64url = (octets) => Buffer.from(octets).toString('base64url');

export class EService {
  /** `folder` has the key and the certificates that registration gave; `landing` is the country's page. */
  static async of(folder, landing, id) {
    const read = (name) => readFileSync(join(folder, name), 'utf8');
    const country = await (await fetch(`${landing}/.well-known/greatseal`)).json();
    return Object.assign(new EService(), { key: read('key.pem'), certificate: read('certificate.pem'), chain: read('chain.pem'), api: country.relying_party_api, id });
  }

  /** Asks the person; `content` is what docs/protocol/phone.md §6 lets a request hold. Gives the session. */
  async ask(person, purpose, content, seconds = 170) {
    const { body: found } = await this.call('POST', '/v1/persons/lookup', 'application/json', JSON.stringify(person));
    const certificate = found.certificates.find((each) => each.purpose === purpose);
    const now = Math.floor(Date.now() / 1000);
    const payload = { aud: 'mobile-signature', iss: this.id, jti: randomBytes(16).toString('hex'), iat: now, exp: now + seconds, certificate_id: certificate.certificate_id, purpose, ...content };
    const x5c = [new X509Certificate(this.certificate).raw.toString('base64')];
    const input = [{ alg: 'ES256', typ: 'sign-request+jwt', x5c }, payload].map((part) => base64url(JSON.stringify(part))).join('.');
    const signature = sign('sha256', Buffer.from(input), { key: createPrivateKey(this.key), dsaEncoding: 'ieee-p1363' });
    const { status, body } = await this.call('POST', '/v1/sessions', 'application/jose', `${input}.${base64url(signature)}`);
    if (status !== 201) throw new Error(`the session was not started: ${JSON.stringify(body)}`);
    return body;
  }

  logIn(person, more = {}) {
    return this.ask(person, 'authentication', { challenge: randomBytes(32).toString('base64'), text: 'Log in to your account', language: 'en', ...more });
  }

  signText(person, text, { document_name, ...more } = {}) {
    return this.ask(person, 'signature', { documents: [{ ...textOf(text), ...(document_name && { document_name }) }], ...more });
  }

  signDigest(person, more = {}) {
    return this.ask(person, 'signature', { documents: [{ ...digestOf(randomBytes(16)), document_name: 'Contract of sale.docx' }], ...more });
  }

  async state(session, wait = 0) {
    return (await this.call('GET', `/v1/sessions/${session.session}${wait > 0 ? `?wait=${wait}` : ''}`)).body;
  }

  /** The state in which it ends. */
  async ends(session) {
    let known = '';
    for (let tries = 0; tries < 20; tries += 1) {
      const { body } = await this.call('GET', `/v1/sessions/${session.session}?wait=5${known && `&known=${known}`}`);
      if (['completed', 'refused', 'expired', 'cancelled', 'failed'].includes(body.state)) return body;
      known = body.state;
    }
    throw new Error(`the session does not end; it is ${known}`);
  }

  cancel(session) {
    return this.call('DELETE', `/v1/sessions/${session.session}`);
  }

  call(method, path, type, body) {
    const { key, certificate, chain } = this;
    // A connection of its own: one that was kept may be closed by the service just when it is used again.
    const options = { method, agent: false, key, cert: certificate + chain, ca: chain, headers: type === undefined ? {} : { 'content-type': type } };
    return new Promise((resolve, reject) => {
      const request = https.request(this.api + path, options, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          resolve({ status: response.statusCode, body: text === '' ? undefined : JSON.parse(text) });
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}

/** Documents of a request: a text, and the digest of a file. */
export const textOf = (text) => ({ to_be_signed: Buffer.from(text).toString('base64') });
export const digestOf = (file) => ({ digest: { algorithm: 'sha256', value: createHash('sha256').update(file).digest('base64') } });

/** The signatures are the person's, each over these very octets; undefined for what was struck out. */
export function holds(result, ...all) {
  const { publicKey } = new X509Certificate(Buffer.from(result.certificate, 'base64'));
  assert.equal(result.signatures.length, all.length);
  for (const [at, octets] of all.entries()) {
    if (octets === undefined) assert.equal(result.signatures[at], null);
    else assert.ok(verify('sha256', octets, publicKey, Buffer.from(result.signatures[at], 'base64')));
  }
}
