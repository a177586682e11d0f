// Makes built/faces.css: the components of Designsystemet, a country's theme, and our own layout, as one file.
//   node build.mjs [FOLDER]      where the result goes; built/ if nobody says otherwise
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, 'built');

// 1. The theme: colours of which the tool computes the contrast, as variables.
for (const folder of ['tokens', 'theme']) rmSync(join(here, folder), { recursive: true, force: true });
for (const step of [['tokens', 'create', '--config', 'theme.config.json'], ['tokens', 'build', '-t', 'tokens', '-o', 'theme']]) {
  execFileSync(join(here, 'node_modules/.bin/designsystemet'), step, { cwd: here, stdio: ['ignore', 'ignore', 'inherit'] });
}

// 2. One stylesheet without comments, whose first lines say whose work is in it.
const { outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: ['faces.css'],
  bundle: true,
  minify: true,
  write: false,
  charset: 'utf8',
  legalComments: 'none',
  target: ['chrome111', 'firefox113', 'safari16.4'],
});
const { version } = JSON.parse(readFileSync(join(here, 'node_modules/@digdir/designsystemet-css/package.json'), 'utf8'));
const notice = `/* Great Seal: MIT or Apache-2.0. Components and theme: Designsystemet ${version}, Copyright Digitaliseringsdirektoratet (Digdir), MIT; see LICENCES.md beside the sources. */\n`;
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'faces.css'), notice + outputFiles[0].text.replace(/^@charset "UTF-8";/, ''));

// 3. The shades of one colour, light and dark: a country's own colours get the same luminances, so the same contrasts.
const theme = readFileSync(join(here, 'theme/country.css'), 'utf8');
const shades = new Map();
for (const [, step, colour] of theme.matchAll(/--ds-color-accent-([a-z-]+): (#[0-9a-f]{6});/g)) shades.set(step, { step, light: shades.get(step)?.light ?? colour, dark: colour });
writeFileSync(join(out, 'shades.json'), `${JSON.stringify([...shades.values()], null, 2)}\n`);
