// The catalogue is whole: no message is missing, unused or untranslated, and no page says what is not in it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { parse, Visitor } from '@fluent/syntax';

const faces = join(dirname(fileURLToPath(import.meta.url)), '..');
/** The faces that speak by the catalogue, each with the files of it that it uses. */
const SPEAKERS = [{ folder: join(faces, '../phones/web'), uses: ['common.ftl', 'phone.ftl'] }];
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

function sources(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'dist', 'tests'].includes(entry.name) ? [] : sources(path);
    return /\.(tsx?|mjs|html)$/.test(entry.name) ? [{ path, text: readFileSync(path, 'utf8') }] : [];
  });
}

for (const { folder, uses } of SPEAKERS) {
  const known = new Set(uses.flatMap((file) => [...messages(REFERENCE, file).keys()]));
  const spoken = sources(folder);

  test(`what ${folder.slice(faces.length - 5)} says is in the catalogue`, () => {
    for (const { path, text } of spoken) {
      for (const [, id] of text.matchAll(/\bsay\('([^']+)'/g)) assert.ok(known.has(id), `${path}: ${id}`);
      for (const [, id] of text.matchAll(/\{\{ ([a-z-]+) \}\}/g)) assert.ok(known.has(id), `${path}: ${id}`);
    }
  });

  test(`and nothing is in it that it does not say`, () => {
    const literals = new Set(spoken.flatMap(({ text }) => [...text.matchAll(/'([a-z0-9-]+)'|\{\{ ([a-z-]+) \}\}/g)].map(([, one, other]) => one ?? other)));
    const templates = spoken.flatMap(({ text }) => [...text.matchAll(/say\(`([^`]+)`/g)].map(([, template]) => template));
    const patterns = templates.map((template) => new RegExp(`^${template.replace(/\$\{[^}]+\}/g, '[a-z0-9-]+')}$`));
    for (const [at, pattern] of patterns.entries()) assert.ok([...known].some((id) => pattern.test(id)), templates[at]);
    const unused = [...known].filter((id) => !literals.has(id) && !patterns.some((pattern) => pattern.test(id)));
    assert.deepEqual(unused, []);
  });

  test(`and its pages have no words of their own`, () => {
    for (const { path, text } of spoken.filter(({ path }) => path.endsWith('.tsx'))) {
      const words = [...text.matchAll(/^\s*([A-Z][a-z]+( [a-z]+)+[.!?]?)\s*$/gm), ...text.matchAll(/\b(?:aria-label|title|placeholder|alt)="([^"]+)"/g)].map(([, found]) => found);
      assert.deepEqual(words, [], path);
    }
  });
}
