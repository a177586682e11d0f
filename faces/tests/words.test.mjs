// The catalogue is whole: no message is missing, unused or untranslated, and no page says what is not in it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { parse, Visitor } from '@fluent/syntax';

const faces = join(dirname(fileURLToPath(import.meta.url)), '..');
const root = join(faces, '..');
/** The faces that speak by the catalogue: where, and the files of it that they use. */
const SPEAKERS = [
  { name: 'the phone in a browser', places: ['phones/web'], uses: ['common.ftl', 'history.ftl', 'keys.ftl', 'link.ftl', 'phone.ftl'] },
  { name: 'the phone in a terminal', places: ['phones/terminal/src'], uses: ['common.ftl', 'terminal.ftl'] },
  { name: 'the landing page', places: ['src/roles/landing.rs', 'templates/landing.html', 'faces/templates'], uses: ['common.ftl', 'landing.ftl', 'pages.ftl'] },
  { name: 'the demonstration', places: ['src/commands/demo/newcomer', 'src/commands/demo/suggestions.rs', 'templates/demo', 'faces/templates'], uses: ['check.ftl', 'common.ftl', 'demo.ftl', 'pages.ftl'] },
];
const REFERENCE = 'en';

/** Messages of a file: by their ids, each with the variables that it names. */
function messages(language, file) {
  const { body } = parse(readFileSync(join(faces, 'words', language, file), 'utf8'), {});
  const junk = body.filter(({ type }) => type === 'Junk');
  assert.deepEqual(junk.map(({ content }) => content), [], `${language}/${file} is Fluent`);
  const found = new Map();
  for (const entry of body.filter(({ type }) => type === 'Message')) {
    const variables = new Set();
    new (class extends Visitor {
      visitVariableReference({ id }) {
        variables.add(id.name);
      }
    })().visit(entry);
    assert.ok(!found.has(entry.id.name), `${language}/${file} says ${entry.id.name} once`);
    found.set(entry.id.name, variables);
  }
  return found;
}

const languages = readdirSync(join(faces, 'words'));
const files = readdirSync(join(faces, 'words', REFERENCE));

test('every language has every message, with the same variables', () => {
  assert.ok(languages.length >= 3);
  for (const language of languages) {
    assert.deepEqual(readdirSync(join(faces, 'words', language)).toSorted(), files.toSorted(), language);
    for (const file of files) {
      const [expected, found] = [messages(REFERENCE, file), messages(language, file)];
      assert.deepEqual([...found.keys()], [...expected.keys()], `${language}/${file}`);
      for (const [id, variables] of expected) assert.deepEqual([...found.get(id)].toSorted(), [...variables].toSorted(), `${language}: ${id}`);
    }
  }
});

test('ids are words joined by hyphens', () => {
  for (const file of files) for (const id of messages(REFERENCE, file).keys()) assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
});

function sources(path) {
  if (statSync(path).isDirectory()) return readdirSync(path).flatMap((name) => (['node_modules', 'dist', 'tests'].includes(name) ? [] : sources(join(path, name))));
  return /\.(tsx?|mjs|html|rs)$/.test(path) ? [{ path, text: readFileSync(path, 'utf8') }] : [];
}

/** What may name a message: in TypeScript 'id', in Rust and its templates "id", in pages of the bundle {{ id }}. */
const LITERAL = /'([a-z0-9-]+)'|"([a-z0-9-]+)"|\{\{ ([a-z-]+) \}\}/g;
/** What must name one. */
const SAID = [/\bsay\('([^']+)'/g, /\bsay(?:_of)?\(\s*"([^"]+)"/g, /\{\{ ([a-z]+-[a-z-]+) \}\}/g];

const literals = (spoken) => spoken.flatMap(({ text }) => [...text.matchAll(LITERAL)].map((found) => found.slice(1).find((id) => id !== undefined)));
const templates = (spoken) => spoken.flatMap(({ text }) => [...text.matchAll(/say\(`([^`]+)`/g)].map(([, template]) => new RegExp(`^${template.replace(/\$\{[^}]+\}/g, '[a-z0-9-]+')}$`)));

for (const { name, places, uses } of SPEAKERS) {
  const known = new Set(uses.flatMap((file) => [...messages(REFERENCE, file).keys()]));
  const spoken = places.flatMap((place) => sources(join(root, place)));

  test(`what ${name} says is in the catalogue`, () => {
    assert.ok(spoken.length > 0);
    for (const { path, text } of spoken) for (const said of SAID) for (const [, id] of text.matchAll(said)) assert.ok(known.has(id), `${path}: ${id}`);
    for (const pattern of templates(spoken)) assert.ok([...known].some((id) => pattern.test(id)), String(pattern));
  });

  test(`and the pages of ${name} have no words of their own`, () => {
    for (const { path, text } of spoken.filter(({ path }) => /\.(tsx|html)$/.test(path) && !path.endsWith('index.html'))) {
      const bare = text.replace(/\{% block screen %\}.*?\{% endblock %\}|\{\{.*?\}\}|\{%.*?%\}|<code.*?<\/code>|<style>.*?<\/style>/gs, '');
      const words = [...bare.matchAll(/^\s*([A-Z][a-z]+( [a-z]+)+[.!?]?)\s*$/gm), ...bare.matchAll(/\b(?:aria-label|title|placeholder|alt)="([^"]+)"/g), ...(path.endsWith('.html') ? bare.matchAll(/>[^<]*?([A-Za-z]{2,}[^<]*)</g) : [])].map(([, found]) => found);
      assert.deepEqual(words, [], path);
    }
  });
}

test('and nothing is in it that nobody says', () => {
  for (const file of files) {
    const spoken = SPEAKERS.filter(({ uses }) => uses.includes(file)).flatMap(({ places }) => places.flatMap((place) => sources(join(root, place))));
    const [named, patterns] = [new Set(literals(spoken)), templates(spoken)];
    assert.deepEqual([...messages(REFERENCE, file).keys()].filter((id) => !named.has(id) && !patterns.some((pattern) => pattern.test(id))), [], file);
  }
});
