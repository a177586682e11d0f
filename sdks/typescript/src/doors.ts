/** Calls to the doors of a country: whoever answers there, a call ends in time, takes little room, and fails as one of our errors. */

import { request as plain } from 'node:http';
import { request as overTls, type Agent } from 'node:https';
import { attempt, instantOf, NotBelieved, Refused, slugOf, Unreachable } from './errors.js';
import { isObject, strictJson, type Json } from './messages.js';

/** The largest answer that is read, in octets. */
export const LARGEST_ANSWER = 4 * 1024 * 1024;

/** What is asked of a door: by default there is no body, and nobody shows a certificate. */
export interface Call {
  method?: string;
  agent?: Agent;
  type?: string | undefined;
  body?: string | undefined;
  /** Within how many seconds the whole answer is there. */
  seconds?: number;
}

/** Calls a door: no redirect, no proxy, bounded time and size. Gives the octets of a successful answer. */
export function call(url: string, { method = 'GET', agent, type, body, seconds = 30 }: Call = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const failed = (error: unknown): void => reject(new Unreachable(`${url}: ${String(error)}`));
    // Nothing is unpacked: a little of what is packed can be more than there is room for.
    const headers = { 'accept-encoding': 'identity', ...(type !== undefined && { 'content-type': type }) };
    const options = { method, headers, signal: AbortSignal.timeout(1000 * seconds), ...(agent && { agent }) };
    try {
      // A name that TLS cannot send (RFC 6066, section 3) would leave an error behind, for another call to find.
      if (new URL(url).hostname.length > 253) throw new Error('a name that is too long');
      const sent = (url.startsWith('https:') ? overTls : plain)(url, options, (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on('error', failed);
        // It breaks off, although what was announced is not there.
        response.on('aborted', () => failed('the answer broke off'));
        if (response.headers['content-encoding'] !== undefined) {
          sent.destroy(new Error('an encoding that nobody asked for'));
          return;
        }
        response.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length > LARGEST_ANSWER) sent.destroy(new Error(`more than ${LARGEST_ANSWER} octets`));
          else chunks.push(chunk);
        });
        response.on('end', () => {
          const [status, whole] = [response.statusCode ?? 0, Buffer.concat(chunks)];
          if (status >= 200 && status < 300) resolve(whole);
          else reject(refusal(status, whole));
        });
      });
      // With a protocol that nobody asked for, a connection would stay open.
      sent.on('upgrade', (_, socket) => {
        socket.destroy();
        failed('another protocol');
      });
      sent.on('error', failed);
      sent.end(body);
    } catch (error) {
      // Addresses come from a door, too: some of them cannot be called.
      failed(error);
    }
  });
}

function refusal(status: number, body: Buffer): Refused {
  let said: Json = {};
  try {
    said = json(body);
  } catch {
    // Whatever answers here speaks no problems.
  }
  const [title, detail] = ['title', 'detail'].map((name) => (typeof said[name] === 'string' ? said[name] : '')) as [string, string];
  return new Refused(status, slugOf(said) ?? '', title, detail, instantOf(said));
}

/** The object that a door answers. */
export function json(octets: Buffer): Json {
  const body = attempt('answer-form', () => strictJson(octets));
  if (!isObject(body)) throw new NotBelieved('answer-form', 'the answer is no object');
  return body;
}
