// Bundles the tests, which are TypeScript, into a folder that is thrown away, and runs them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'greatseal-phone-'));
try {
  await build({
    entryPoints: readdirSync(here).filter((name) => name.endsWith('.test.ts')).map((name) => join(here, name)),
    bundle: true,
    platform: 'node',
    format: 'esm',
    outdir: out,
    outExtension: { '.js': '.mjs' },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ftl': 'text' },
    define: { VECTORS: JSON.stringify(join(here, '../../../tests/vectors/phone.json')), HERE: JSON.stringify(here) },
  });
  const { status } = spawnSync(process.execPath, ['--test', out], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
