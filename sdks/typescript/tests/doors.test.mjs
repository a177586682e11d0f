// Doors in somebody else's hands: whatever they answer, a call ends in time, takes little room, and fails as an error of ours.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Ended, NotBelieved, Refused, RelyingParty, Unreachable } from 'greatseal';

const { call, LARGEST_ANSWER } = await import(pathToFileURL(join(dirname(createRequire(import.meta.url).resolve('greatseal')), 'doors.js')));
const vectors = process.env.GREATSEAL_VECTORS ?? new URL('../../../tests/vectors/relying-party.json', import.meta.url);
const { good } = JSON.parse(readFileSync(vectors, 'utf8'));

const DEEP = '['.repeat(200_000);
const ID = 'a1'.repeat(16);
const SESSION = { session: ID, state: 'stated', code: '4711' };
const folder = mkdtempSync(join(tmpdir(), 'greatseal-doors-'));
let [answers, asked, servers, at, page] = [{}, [], [], '', {}];

/** A door that answers so. */
const says = (body, status = 200, headers = {}) => (_, response) => response.writeHead(status, headers).end(body);
const saysJson = (body, status) => says(JSON.stringify(body), status);

/** What registration gives: a root and a relying party, which is the door, too. */
function register() {
  const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'root.key', '-subj', '/CN=Root', '-out', 'chain.pem');
  openssl('req', ...key, '-keyout', 'key.pem', '-subj', '/CN=bank/serialNumber=bank', '-addext', 'subjectAltName=IP:127.0.0.1', '-out', 'csr.pem');
  openssl('x509', '-req', '-in', 'csr.pem', '-CA', 'chain.pem', '-CAkey', 'root.key', '-copy_extensions', 'copy', '-out', 'certificate.pem');
  writeFileSync(join(folder, 'statement-key.sha256'), '0'.repeat(64));
}

before(async () => {
  register();
  const door = (request, response) => {
    const path = request.url.split('?')[0];
    asked.push({ path, headers: request.headers });
    request.resume().on('end', () => answers[path](request, response));
  };
  const [cert, key] = ['certificate.pem', 'key.pem'].map((name) => readFileSync(join(folder, name)));
  servers = [createServer(door), createTlsServer({ cert, key }, door)];
  await Promise.all(servers.map((server) => new Promise((done) => server.listen(0, '127.0.0.1', done))));
  const [plain, api] = servers.map((server) => server.address().port);
  at = `http://127.0.0.1:${plain}`;
  page = { relying_party_api: `https://127.0.0.1:${api}`, key_list: `${at}/keys` };
});
after(() => {
  for (const server of servers) server.close().closeAllConnections();
  rmSync(folder, { recursive: true });
});

/** A relying party of a country whose doors give these answers. */
function partyOf(some) {
  asked = [];
  answers = { '/.well-known/greatseal': saysJson(page), ...some };
  return RelyingParty.open(folder, at);
}
const isOf = (kind, check) => (error) => {
  assert.ok(error instanceof kind, error.stack);
  assert.doesNotMatch(error.message, /[\p{C}\p{Zl}\p{Zp}]/u);
  if (check) assert.equal(error.check, check, error.message);
  return true;
};
/** A request that is over in so many seconds. */
const askedFor = (seconds) => ({ compact: 'a.b.c', claims: { exp: Math.floor(Date.now() / 1000) + seconds - 60 } });
const waiting = (party, seconds = 90, onCode = () => {}) => party.wait({ id: ID, state: 'requested', code: undefined, request: askedFor(seconds) }, onCode);

test('nothing packed is asked for or taken', async () => {
  const bomb = gzipSync(gzipSync(Buffer.alloc(1 << 26)));
  for (const encoding of ['gzip', 'gzip, gzip', 'br', 'deflate']) {
    await partyOf({ '/bomb': says(bomb, 200, { 'content-encoding': encoding }) });
    await assert.rejects(call(`${at}/bomb`), isOf(Unreachable));
    assert.equal(asked.at(-1).headers['accept-encoding'], 'identity');
  }
});

test('an answer has a size', async () => {
  await partyOf({ '/long': says(Buffer.alloc(LARGEST_ANSWER + 1)), '/whole': says(Buffer.alloc(LARGEST_ANSWER)) });
  await assert.rejects(call(`${at}/long`), /more than/);
  assert.equal((await call(`${at}/whole`)).length, LARGEST_ANSWER);
});

test('an answer in drops ends with the call, and so does one that breaks off', async () => {
  const drops = (head) => ({ socket }) => {
    socket.write(head);
    const timer = setInterval(() => socket.write('x'), 100);
    socket.on('error', () => {}).on('close', () => clearInterval(timer));
  };
  const heads = ['HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n', 'HTTP/1.1 200 OK\r\nx: '];
  for (const head of heads) {
    await partyOf({ '/drops': drops(head), '/half': ({ socket }) => socket.end(`${head}x`), '/other': ({ socket }) => socket.end('HTTP/1.1 101 X\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n') });
    const start = Date.now();
    await assert.rejects(call(`${at}/drops`, { seconds: 0.5 }), isOf(Unreachable));
    await assert.rejects(call(`${at}/half`, { seconds: 5 }), isOf(Unreachable));
    await assert.rejects(call(`${at}/other`, { seconds: 5 }), isOf(Unreachable));
    assert.ok(Date.now() - start < 2_000);
  }
});

test("a page that is no country's", async () => {
  const plain = { relying_party_api: 'http://127.0.0.1:1', key_list: 'http://127.0.0.1:1' };
  const pages = ['{}', '[]', 'null', '1', 'NaN', Buffer.from([0xff]), DEEP, '{"a":1,"a":1}', '{"relying_party_api":1}', JSON.stringify(plain)];
  for (const page of pages) await assert.rejects(partyOf({ '/.well-known/greatseal': says(page) }), isOf(NotBelieved, 'answer-form'));
});

test('addresses that cannot be called', async () => {
  for (const address of ['[', '\0', 'a b:c', 'ä:99999', 'a'.repeat(70_000), '127.0.0.1:1']) {
    const party = await partyOf({ '/.well-known/greatseal': saysJson({ relying_party_api: `https://${address}`, key_list: `http://${address}` }) });
    await assert.rejects(party.lookUp('MU', 'T9901011', 'signature'), isOf(Unreachable));
    await assert.rejects(party.keys(''), isOf(Unreachable));
  }
});

test('a look-up that finds anything', async () => {
  const purpose = 'authentication';
  const found = [{}, { certificates: 1 }, { certificates: [1, { purpose: [] }] }, { certificates: [{ purpose }] }, { certificates: [{ purpose, certificate_id: [], certificate: {}, chain: 1 }] }];
  for (const body of [...found.map((one) => JSON.stringify(one)), DEEP]) {
    const party = await partyOf({ '/v1/persons/lookup': says(body) });
    await assert.rejects(party.lookUp('MU', 'T9901011', purpose), isOf(NotBelieved));
  }
});

test('a look-up that finds somebody else', async () => {
  const party = await partyOf({ '/v1/persons/lookup': saysJson({ certificates: [good.login.person] }) });
  await assert.rejects(party.login('MU', 'T9901012', 'Log in', () => {}), (error) => isOf(NotBelieved, 'person')(error) && !error.message.includes('T99'));
  assert.ok(asked.every(({ path }) => path !== '/v1/sessions'));
});

test('a refusal that is no problem', async () => {
  const steers = { type: '/problems/\x1b[2J', title: '\x1b[2J\u202e', detail: '\n\u2028'.repeat(9) };
  const bodies = [DEEP, '[]', Buffer.from([0xff]), JSON.stringify(steers), JSON.stringify({ type: [], title: {}, detail: 1, retry_after: 'soon' })];
  for (const body of bodies) {
    const party = await partyOf({ '/v1/persons/lookup': says(body, 400) });
    await assert.rejects(party.lookUp('MU', 'T9901011', 'signature'), (error) => isOf(Refused)(error) && error.slug === '' && error.retryAfter === undefined);
  }
});

test('a session of another form', async () => {
  const changes = [
    { code: '\x1b[2J' }, { code: '47110' }, { code: '٤٧١١' }, { code: 4711 }, { code: ['4711'] }, { code: '4711\n' }, { state: 'won' },
    { state: ['stated'] }, { session: '../../keys' }, { session: null },
  ];
  for (const change of changes) {
    const door = saysJson({ ...SESSION, ...change });
    const party = await partyOf({ '/v1/sessions': door, [`/v1/sessions/${ID}`]: door });
    await assert.rejects(party.send(askedFor(90)), isOf(NotBelieved, 'answer-form'));
    if ('session' in change) continue;
    await assert.rejects(waiting(party, 90, (code) => assert.fail(`shown: ${code}`)), isOf(NotBelieved, 'answer-form'));
  }
});

test('a completed session without a result', async () => {
  for (const result of [null, [], {}, { statement: 1 }, { statement: 'a.b.c', ocsp: '' }]) {
    const party = await partyOf({ [`/v1/sessions/${ID}`]: saysJson({ ...SESSION, state: 'completed', result }) });
    await assert.rejects(waiting(party), isOf(NotBelieved));
  }
});

test('a session that ends with anything', async () => {
  for (const problem of [[], 1, null, { type: 1 }, { type: '/problems/\x1b[2J' }]) {
    const party = await partyOf({ [`/v1/sessions/${ID}`]: saysJson({ ...SESSION, state: 'failed', problem, retry_after: {} }) });
    await assert.rejects(waiting(party), (error) => isOf(Ended)(error) && error.slug === undefined && error.retryAfter === undefined);
  }
});

test('waiting pauses, and ends with the request', async () => {
  let polls = 0;
  const party = await partyOf({ [`/v1/sessions/${ID}`]: (_, response) => response.end(JSON.stringify({ ...SESSION, state: ['stated', 'shown'][polls++ % 2] })) });
  await assert.rejects(waiting(party, 3), (error) => isOf(Ended)(error) && error.state === 'expired');
  assert.ok(polls < 10, `${polls} polls`);
});
