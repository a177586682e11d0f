// Makes dist/: the bundle that the program embeds. The same sources give the same octets.
//   node build.mjs [FOLDER]      where the result goes; dist/ if nobody says otherwise
import { createHash, createPrivateKey } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { p256 } from '@noble/curves/nist.js';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const faces = join(here, '../../faces');
const out = process.argv[2] ?? join(here, 'dist');
const LANGUAGES = ['en', 'fr', 'ar'];
mkdirSync(out, { recursive: true });

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  format: 'esm',
  charset: 'utf8',
  // What older browsers lack is told to their people by a screen; the syntax has to be read for that.
  target: ['chrome111', 'firefox113', 'safari16.4'],
  legalComments: 'inline',
};
const read = (file) => readFileSync(join(out, file));
const digest = (file, form) => createHash('sha256').update(read(file)).digest(form);

// 1. The app, what it fetches when somebody scans, the stylesheet and the icons.
await build({ ...common, entryPoints: ['src/main.tsx'], outfile: join(out, 'phone.js'), jsx: 'automatic', jsxImportSource: 'preact', loader: { '.ftl': 'text' } });
await build({ ...common, entryPoints: ['src/screens/qr-decoder.ts'], outfile: join(out, 'qr-decoder.js') });
// What reads documents: pages of their own, which nobody loads before they are needed. The reader brings what its licences want to be said.
const pdfjs = join(here, 'node_modules/pdfjs-dist');
const licences = ['LICENSE', ...['JBIG2', 'OPENJPEG', 'PDFJS_JBIG2', 'PDFJS_OPENJPEG', 'PDFJS_QCMS', 'QCMS'].map((name) => `wasm/LICENSE_${name}`)];
const notices = licences.map((file) => readFileSync(join(pdfjs, file), 'utf8').replaceAll('*/', '* /')).join('\n');
for (const name of ['reader', 'fetcher']) {
  const banner = name === 'reader' ? { js: `/*!\n${notices}\n*/` } : {};
  await build({ ...common, format: 'iife', entryPoints: [`reader/${name}.ts`], outfile: join(out, `${name}.js`), loader: { '.wasm': 'binary' }, banner, logOverride: { 'empty-import-meta': 'silent' } });
  cpSync(join(here, 'reader', `${name}.html`), join(out, `${name}.html`));
}
cpSync(join(faces, 'built/faces.css'), join(out, 'faces.css'));
for (const icon of ['icon-192.png', 'icon-512.png', 'icon-maskable-512.png']) cpSync(join(here, 'icons', icon), join(out, icon));

// 2. The page, which runs that app and no other, and says in each language what to do where it does not run.
const words = LANGUAGES.map((language) => {
  const bundle = new FluentBundle(language, { useIsolating: false });
  bundle.addResource(new FluentResource(readFileSync(join(faces, 'words', language, 'phone.ftl'), 'utf8')));
  return { language, say: (id) => bundle.formatPattern(bundle.getMessage(id).value) };
});
const [english] = words;
const inEach = (id) => words.map(({ language, say }) => `<span lang="${language}" dir="auto">${say(id)}</span>`).join('<br>');
const page = readFileSync(join(here, 'index.html'), 'utf8')
  .replace(/{{ hash (\S+) }}/g, (_, file) => `sha256-${digest(file, 'base64')}`)
  .replace('{{ phone-name }}', english.say('phone-name'))
  .replace('{{ phone-does-not-open }}', inEach('phone-does-not-open'));
writeFileSync(join(out, 'index.html'), page);

// 3. What makes it installable; the program sets the country's name and colour in it.
const icon = (src, sizes, purpose) => ({ src, sizes, type: src.endsWith('.svg') ? 'image/svg+xml' : 'image/png', purpose });
const manifest = {
  id: '/',
  name: english.say('phone-name'),
  short_name: english.say('phone-name'),
  lang: 'en',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  background_color: '#ffffff',
  theme_color: '#1d4f7c',
  icons: [icon('/emblem.svg', 'any', 'any'), icon('/icon-192.png', '192x192', 'any'), icon('/icon-512.png', '512x512', 'any'), icon('/icon-maskable-512.png', '512x512', 'maskable')],
};
writeFileSync(join(out, 'manifest.webmanifest'), `${JSON.stringify(manifest, null, 2)}\n`);

// 4. What is signed of these files, and the service worker, which takes nothing that this key did not sign.
const release = JSON.parse(readFileSync(join(here, 'release.json'), 'utf8'));
const kept = ['index.html', 'phone.js', 'qr-decoder.js', 'faces.css', 'icon-192.png', 'icon-512.png', 'icon-maskable-512.png'];
const files = Object.fromEntries(kept.map((file) => [file === 'index.html' ? '/' : `/${file}`, digest(file, 'hex')]));
const signed = signRelease({ v: 1, number: release.number, files });
if (signed === undefined) console.error('This release is not signed yet: scripts/release-phone does it, with the key of release.json.');
writeFileSync(join(out, 'release.jws'), signed ?? '');
await build({
  ...common,
  format: 'iife',
  entryPoints: ['service-worker/service-worker.ts'],
  outfile: join(out, 'service-worker.js'),
  define: { RELEASE_KEY: JSON.stringify(release.key) },
});

/** The release as a compact JWS: signed here if it is for development, as it was signed before if nothing has changed, else not. */
function signRelease(payload) {
  const base64url = (octets) => Buffer.from(octets).toString('base64url');
  const input = [{ alg: 'ES256', typ: 'phone-release+jws' }, payload].map((part) => base64url(JSON.stringify(part))).join('.');
  const before = join(here, 'dist/release.jws');
  const same = existsSync(before) ? readFileSync(before, 'utf8') : '';
  const { d, x, y } = createPrivateKey(readFileSync(join(here, 'tests/development-release-key.pem'))).export({ format: 'jwk' });
  if (x !== release.key.x || y !== release.key.y) {
    writeFileSync(join(here, 'release.input'), input);
    return same.startsWith(`${input}.`) ? same : undefined;
  }
  // The same octets each time (RFC 6979), unlike those of the platform.
  return `${input}.${base64url(p256.sign(Buffer.from(input), Buffer.from(d, 'base64url')))}`;
}
