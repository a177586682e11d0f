// Being woken: Firefox with a push service of our own on this machine, to which it speaks as to its maker's. It decrypts what Great Seal sends, so
// it judges RFC 8291 too. Chromium speaks to its maker's alone, which is not here: what it says then is looked at. And in a browser that is told
// to have keys of ours, http_ece (the npm package, by an author of these standards) decrypts.
import assert from 'node:assert/strict';
import { createECDH, createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { copyFileSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import ece from 'http_ece';
import { enrolsByLink } from './steps.mjs';

/** A WebSocket's text messages (RFC 6455), as a browser sends and takes them: small, in one frame, masked by the browser. */
class Socket {
  constructor(stream, heard) {
    Object.assign(this, { stream, octets: Buffer.alloc(0) });
    stream.on('data', (part) => {
      this.octets = Buffer.concat([this.octets, part]);
      for (let message = this.next(); message !== undefined; message = this.next()) if (message.opcode === 1) heard(message.content.toString());
    });
    stream.on('error', () => {});
  }

  next() {
    const { octets } = this;
    if (octets.length < 6) return undefined;
    const short = octets[1] & 127;
    assert.ok(short < 127 && (octets[1] & 128) !== 0, 'a browser sends short, masked frames');
    const begins = short === 126 ? 8 : 6;
    const length = short === 126 ? octets.readUInt16BE(2) : short;
    if (octets.length < begins + length) return undefined;
    const mask = octets.subarray(begins - 4, begins);
    const content = Buffer.from(octets.subarray(begins, begins + length).map((octet, place) => octet ^ mask[place % 4]));
    this.octets = octets.subarray(begins + length);
    return { opcode: octets[0] & 15, content };
  }

  say(message) {
    const content = Buffer.from(JSON.stringify(message));
    const head = content.length < 126 ? Buffer.from([0x81, content.length]) : Buffer.from([0x81, 126, content.length >> 8, content.length & 255]);
    this.stream.write(Buffer.concat([head, content]));
  }
}

/** What Mozilla's push service is to Firefox, and to those who push: one browser, its channels, and what came for them. */
export class PushService {
  static async start() {
    const service = Object.assign(new PushService(), { channels: new Map(), pushes: [], acknowledged: [] });
    const server = createServer((request, response) => service.take(request, response));
    server.on('upgrade', (request, stream) => service.connect(request, stream));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return Object.assign(service, { server, port: server.address().port });
  }

  connect(request, stream) {
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    const protocol = request.headers['sec-websocket-protocol'];
    stream.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${protocol === undefined ? '' : `Sec-WebSocket-Protocol: ${protocol}\r\n`}\r\n`);
    this.socket = new Socket(stream, (text) => this.hear(JSON.parse(text)));
  }

  hear({ messageType, channelID, key, updates }) {
    if (messageType === undefined) this.socket.say({});
    if (messageType === 'hello') this.socket.say({ messageType, uaid: randomBytes(16).toString('hex'), status: 200, use_webpush: true, broadcasts: {} });
    if (messageType === 'register') {
      this.channels.set(channelID, key);
      this.socket.say({ messageType, channelID, status: 200, pushEndpoint: `http://127.0.0.1:${this.port}/wake/${channelID}` });
    }
    if (messageType === 'unregister') {
      this.channels.delete(channelID);
      this.socket.say({ messageType, channelID, status: 200 });
    }
    // 100: decrypted, and given to the service worker.
    if (messageType === 'ack') this.acknowledged.push(...updates.map(({ code }) => code));
  }

  async take(request, response) {
    const parts = [];
    for await (const part of request) parts.push(part);
    const channel = request.url.replace('/wake/', '');
    const data = Buffer.concat(parts);
    this.pushes.push({ channel, headers: request.headers, data, at: Date.now() });
    const isKnown = this.channels.has(channel);
    response.writeHead(isKnown ? 201 : 410).end();
    if (isKnown) this.socket?.say({ messageType: 'notification', channelID: channel, version: randomBytes(8).toString('hex'), data: data.toString('base64url'), headers: { encoding: request.headers['content-encoding'] } });
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** What Firefox needs to be told. */
  get prefs() {
    return { 'dom.push.serverURL': `ws://127.0.0.1:${this.port}/`, 'dom.push.testing.allowInsecureServerURL': true, 'dom.push.connection.enabled': true, 'alerts.useSystemBackend': false };
  }
}

async function until(what, found, patience = 20_000) {
  for (const end = Date.now() + patience; Date.now() < end; ) {
    const value = await found();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`it did not come to this: ${what}`);
}

const notifications = (page) => page.evaluate(async () => (await (await navigator.serviceWorker.getRegistration()).getNotifications()).map(({ title, body, lang, dir, tag }) => ({ title, body, lang, dir, tag })));

/** Enrolled, asks to be woken, closes the page, is woken by a request, opens the page and signs; then it is not to be woken any more. */
export async function isWoken({ walker, country, activation, pushes, root, folder }) {
  const { page } = walker;
  await enrolsByLink(walker, activation.link);
  await walker.press('waking-begin');
  await until('a channel of the push service', () => pushes.channels.size === 1);
  await until('the offer is gone', async () => (await page.$(`::-p-xpath(//button[normalize-space()="${walker.say('waking-begin')}"])`)) === null);
  const [[channel, key]] = pushes.channels;

  // 1. The page is closed: only what cannot run is left of it, which can still be asked what the browser shows.
  await page.goto(`${country.app}/icon-192.png`);
  const own = join(folder, walker.name.code);
  mkdirSync(own);
  const document = join(own, 'Garden plot lease.pdf');
  copyFileSync(join(root, 'samples/garden-plot.pdf'), document);
  const from = Date.now();
  const signing = country.sign(document, `MU-${walker.name.code}`);
  const [shown] = await until('a notification', async () => {
    const all = await notifications(page);
    return all.length > 0 && all;
  });
  const onScreen = Date.now();

  // 2. It says the same of every request, and what was sent says nothing either.
  assert.deepEqual(shown, { title: walker.say('notification-title'), body: walker.say('notification-text'), lang: 'en', dir: 'ltr', tag: 'waits' });
  const [push, ...more] = pushes.pushes;
  assert.deepEqual([push.channel, more.length], [channel, 0]);
  assert.equal(/, k=(.+)$/.exec(push.headers.authorization)?.[1], Buffer.from(key, 'base64url').toString('base64url'), 'who sends is whom the browser subscribed to');
  await until('Firefox has decrypted it', () => pushes.acknowledged.includes(100));

  // 3. Whoever opens the phone sees the request, and no notification any more.
  const opened = Date.now();
  await page.goto(country.app);
  await walker.at('request');
  console.log(`  from the request to the notification ${onScreen - from} ms, of which to the push service ${push.at - from} ms; from opening to the request on the screen ${Date.now() - opened} ms`);
  await until('the notification is gone', async () => (await notifications(page)).length === 0);
  await walker.seesAll();
  await walker.press('request-sign-signature');
  await walker.submits('signature');
  await walker.at('result-signed');
  const { status, said } = await signing.ended;
  assert.equal(status, 0, said);

  // 4. Not any more.
  await walker.press('result-done');
  await walker.at('home');
  await walker.press('home-certificates');
  await walker.at('certificates');
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await walker.looks('waking-on');
  await walker.press('waking-end');
  await until('the channel is given up', () => pushes.channels.size === 0);
}

/** In Chromium with a push manager of ours in the place of its own: what comes is decrypted, and who sends is verified, by others. */
export async function isDecrypted({ walker, country, activation, service, pushes }) {
  const { page, context } = walker;
  const [browser, secret, channel] = [createECDH('prime256v1'), randomBytes(16), 'ours'];
  const point = browser.generateKeys();
  const address = { endpoint: `http://127.0.0.1:${pushes.port}/wake/${channel}`, p256dh: point.toString('base64'), auth: secret.toString('base64') };
  pushes.channels.set(channel, '');
  await context.grantPermissions(['notifications'], { origin: country.app });
  await context.addInitScript(({ endpoint, ...keys }) => {
    if (!('ServiceWorkerRegistration' in self)) return;
    let subscription = null;
    const octets = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0)).buffer;
    const pushManager = {
      getSubscription: async () => subscription,
      subscribe: async ({ applicationServerKey }) => (subscription = { endpoint, options: { applicationServerKey: applicationServerKey.slice().buffer }, getKey: (name) => octets(keys[name]), unsubscribe: async () => ((subscription = null), true) }),
    };
    Object.defineProperty(ServiceWorkerRegistration.prototype, 'pushManager', { get: () => pushManager });
  }, address);
  await enrolsByLink(walker, activation.link);
  await walker.press('waking-begin');
  await walker.press('home-certificates');
  await walker.reads('waking-is-on');
  await page.goto('about:blank');

  const session = await service.logIn(walker.name);
  const { data, headers } = await until('a push', () => pushes.pushes.find((push) => push.channel === channel));
  const hint = JSON.parse(ece.decrypt(data, { version: 'aes128gcm', privateKey: browser, authSecret: secret }));
  assert.deepEqual(Object.keys(hint), ['v', 'w']);
  assert.equal(hint.v, 1);
  assert.match(hint.w, /^[0-9a-f]{32}$/);
  const [, token, key] = /^vapid t=(\S+), k=(\S+)$/.exec(headers.authorization);
  const named = Buffer.from(key, 'base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: named.subarray(1, 33).toString('base64url'), y: named.subarray(33).toString('base64url') };
  const [header, claims, signature] = token.split('.');
  const isSigned = verify('sha256', Buffer.from(`${header}.${claims}`), { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
  assert.ok(isSigned, 'the token of who sends is signed by the key beside it');
  assert.equal(JSON.parse(Buffer.from(claims, 'base64url')).aud, `http://127.0.0.1:${pushes.port}`);
  pushes.channels.delete(channel);
  pushes.pushes.splice(0);
  await service.cancel(session);
  await service.ends(session);
  await page.goto(country.app);
  await walker.at('home');
}

/** In Chromium, which has nobody here to be woken by: the offer, and that it failed. */
export async function isOffered({ walker, country, activation }) {
  await walker.context.grantPermissions(['notifications'], { origin: country.app });
  await enrolsByLink(walker, activation.link);
  await walker.reads('waking-text');
  await walker.looks('waking-offer');
  await walker.button('waking-begin').focus();
  await walker.page.keyboard.press('Enter');
  await walker.page.getByText(walker.say('waking-failed')).waitFor({ timeout: 30_000 });
  await walker.looks('waking-failed');
  // Chromium complains of its own windows, and of nothing else.
  const complaints = walker.told.splice(0);
  assert.ok(complaints.length === 1 && complaints[0].includes('Push API in incognito mode'), complaints.join());
}
