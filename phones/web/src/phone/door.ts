// How the phone reaches the service. It carries octets; everything that matters is signed or encrypted inside them.

import { Unexpected, Unreachable } from './error.ts';

export interface DoorRequest {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** From `/v1/` on. */
  readonly path: string;
  /** A JWS to be sent as `application/jose` by POST; nothing for a GET. */
  readonly body?: string;
  /** How long to wait for the answer, in milliseconds. */
  readonly patience: number;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

export interface DoorReply {
  readonly status: number;
  readonly body: string;
}

export type Door = (request: DoorRequest) => Promise<DoorReply>;

/** Opens an answer that goes on, and gives what comes, part by part, until it ends for whatever reason. `patience` is for each silence in it. */
export type Events = (request: DoorRequest) => AsyncIterable<string>;

/** The longest reply that is read, in octets. */
const LONGEST_REPLY = 1024 * 1024;

/** The address of the phones' API, as the origin of this page says it. */
export async function ownService(): Promise<string> {
  const response = await fetch('/service.json', { cache: 'no-store', redirect: 'error', credentials: 'omit', signal: AbortSignal.timeout(10_000) });
  const { phone_api: address } = (await response.json()) as { phone_api?: unknown };
  if (!response.ok || typeof address !== 'string') throw new Unreachable('this page does not say its service');
  return address;
}

/** TLS except on this machine, no redirects, no cookies, no caches. */
export const httpDoor: Door = async (request) => {
  const url = address(request.baseUrl + request.path);
  try {
    const response = await fetched(url, request, AbortSignal.timeout(request.patience));
    return { status: response.status, body: await bounded(response) };
  } catch (error) {
    if (error instanceof Unexpected) throw error;
    throw new Unreachable(`the service at ${url.host} cannot be reached`);
  }
};

export const httpEvents: Events = async function* (request) {
  const url = address(request.baseUrl + request.path);
  const silent = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silent.abort(), request.patience);
  };
  try {
    heard();
    const response = await fetched(url, request, silent.signal);
    if (response.status !== 200) return;
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const part = await reader?.read();
      if (part === undefined || part.done) return;
      heard();
      yield decoder.decode(part.value, { stream: true });
    }
  } catch {
    // Why it ended, the poll that follows says.
  } finally {
    clearTimeout(timer);
    silent.abort();
  }
};

function fetched(url: URL, { body, signal }: DoorRequest, ends: AbortSignal): Promise<Response> {
  const sent: RequestInit = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/jose' }, body };
  return fetch(url, {
    ...sent,
    redirect: 'error',
    credentials: 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.any([ends, ...(signal === undefined ? [] : [signal])]),
  });
}

async function bounded(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let [text, octets] = ['', 0];
  for (;;) {
    const part = await reader?.read();
    if (part === undefined || part.done) return text + decoder.decode();
    octets += part.value.length;
    if (octets > LONGEST_REPLY) {
      await reader?.cancel();
      throw new Unexpected(`the service's answer has more than ${LONGEST_REPLY} octets`);
    }
    text += decoder.decode(part.value, { stream: true });
  }
}

/** An address of the service as the protocol allows it (§2). */
export function address(text: string): URL {
  const url = new URL(text);
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere)) throw new Unexpected("the service's address must be https, except on this machine");
  return url;
}
