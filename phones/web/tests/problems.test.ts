// The names by which this phone knows problems are those of the table from which the service takes them.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { PROBLEM } from '../src/protocol/reply.ts';

declare const VECTORS: string;

test('each problem that this phone acts upon is one of the service', () => {
  const folder = join(dirname(VECTORS), '../../words/src/problem');
  const table = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  for (const slug of Object.values(PROBLEM)) assert.ok(table.includes(`"${slug}"`), slug);
});
