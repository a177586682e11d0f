// Which releases of the page a browser takes: a server that gives others, played here.
import assert from 'node:assert/strict';
import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css', png: 'image/png', jws: 'application/jose' };
const sha256 = (octets, form) => createHash('sha256').update(octets).digest(form);

/** The committed bundle, of which whoever has the server can change what they like. */
class Server {
  static async start(root, port) {
    const web = join(root, 'phones/web');
    const server = Object.assign(new Server(), { address: `http://localhost:${port}`, files: new Map(), key: createPrivateKey(readFileSync(join(web, 'tests/development-release-key.pem'))) });
    for (const name of readdirSync(join(web, 'dist'))) server.files.set(name === 'index.html' ? '/' : `/${name}`, readFileSync(join(web, 'dist', name)));
    for (const look of ['/country.css', '/emblem.svg']) server.files.set(look, Buffer.from(''));
    server.original = new Map(server.files);
    server.http = createServer(({ url }, response) => {
      const octets = server.files.get(url);
      const type = TYPES[url === '/' ? 'html' : url.split('.').at(-1)] ?? 'text/plain';
      response.writeHead(octets === undefined ? 404 : 200, { 'content-type': type, 'cache-control': 'no-cache' }).end(octets);
    });
    await new Promise((resolve) => server.http.listen(port, resolve));
    return server;
  }

  /** Another app under this number, signed by this key; the list can be of other octets than are given. */
  gives(number, { key = this.key, given = 'true' } = {}) {
    this.files = new Map(this.original);
    const app = (mark) => Buffer.concat([this.original.get('/phone.js'), Buffer.from(`\nglobalThis.isAnother = ${mark};\n`)]);
    const page = this.original.get('/').toString().replace(sha256(this.original.get('/phone.js'), 'base64'), sha256(app('true'), 'base64'));
    this.files.set('/phone.js', app('true')).set('/', Buffer.from(page));
    const { files } = JSON.parse(Buffer.from(this.original.get('/release.jws').toString().split('.')[1], 'base64url'));
    const named = Object.fromEntries(Object.keys(files).map((path) => [path, sha256(this.files.get(path), 'hex')]));
    const input = [{ alg: 'ES256', typ: 'phone-release+jws' }, { v: 1, number, files: named }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    this.files.set('/release.jws', Buffer.from(`${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`));
    this.files.set('/phone.js', app(given));
  }

  stop() {
    this.http.closeAllConnections();
    return new Promise((resolve) => this.http.close(resolve));
  }
}

/** Two starts: the first hears of what the server has, the second runs it if it is to be run. */
async function starts(context, address) {
  for (const last of [false, true]) {
    const page = await context.newPage();
    await page.goto(address);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForTimeout(700);
    const isAnother = await page.evaluate(() => globalThis.isAnother === true);
    await page.close();
    if (last) return isAnother;
  }
}

/** Unsigned, by another key, older, not whole: the old one stays. Newer, signed and whole: it runs from the next start on. */
export async function takesSignedReleasesAlone(context, root, port) {
  const server = await Server.start(root, port);
  try {
    const { number } = JSON.parse(Buffer.from(server.original.get('/release.jws').toString().split('.')[1], 'base64url'));
    assert.equal(await starts(context, server.address), false, 'the first release');
    const refused = {
      'one that nobody signed': () => {
        server.gives(number + 1);
        server.files.set('/release.jws', Buffer.from(server.files.get('/release.jws').toString().replace(/[^.]+$/, '')));
      },
      'one that another key signed': () => server.gives(number + 1, { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }),
      'one with the same number': () => server.gives(number),
      'an older one': () => server.gives(number - 1),
      'one that is not whole': () => server.gives(number + 1, { given: '"altered"' }),
      'none at all': () => {
        server.gives(number + 1);
        server.files.delete('/release.jws');
      },
    };
    for (const [what, happens] of Object.entries(refused)) {
      happens();
      assert.equal(await starts(context, server.address), false, what);
    }
    server.gives(number + 1);
    assert.equal(await starts(context, server.address), true, 'a newer one that is signed and whole');
    server.gives(number + 2, { given: '"altered"' });
    assert.equal(await starts(context, server.address), true, 'it stays, too');
    for (const path of ['/other.html', '/reader.html', '/service.json', '/emblem.svg']) {
      server.files.set(path, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>globalThis.isOther = true</script></svg>'));
      const page = await context.newPage();
      await page.goto(server.address + path);
      assert.equal(new URL(page.url()).pathname, '/', `${path} is no page of this origin`);
      assert.equal(await page.evaluate(() => globalThis.isOther), undefined);
      await page.close();
    }
  } finally {
    await server.stop();
  }
}
