// Several documents with one PIN: read on the phone, one struck out; one of which another file lies at its place; and PDFs by the command, together.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { digestOf, holds, textOf } from './e-service.mjs';

/** Where an e-service gives its documents to phones: each by its path. */
async function documentsAt(files) {
  const heard = [];
  const server = createServer((request, response) => {
    heard.push(request.headers);
    const file = files.get(request.url);
    response.writeHead(file === undefined ? 404 : 200, { 'access-control-allow-origin': '*' });
    response.end(file);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, heard, at: (path, size) => ({ location: { url: `http://localhost:${server.address().port}${path}`, size } }) };
}

export async function signsSeveral({ walker, service, root }) {
  const { page, name } = walker;
  const pdf = readFileSync(join(root, 'samples/garden-plot.pdf'));
  const rules = 'I keep the path free.';
  const letter = Buffer.from('Dear tenant,\nthe water is turned on in April.\n');
  const { server, heard, at } = await documentsAt(new Map([['/lease', pdf], ['/letter', letter]]));
  const documents = [
    { ...textOf(rules), document_name: 'Rules', must_open: true },
    { ...digestOf(pdf), document_name: 'Lease.pdf', ...at('/lease', pdf.length) },
    { ...digestOf(letter), document_name: 'Letter.txt', ...at('/letter', letter.length) },
    { ...digestOf(Buffer.from('another')), document_name: 'Known to us alone.docx' },
  ];
  const session = await service.ask(name, 'signature', { documents, text: 'Your papers for garden plot 17', language: 'en' });
  await walker.at('request');
  await walker.looks('documents');
  await walker.seesAll();

  // What must be read is read first.
  await walker.press('request-read-first', { number: 1 });
  await walker.at('read-text');
  await walker.looks('read-text');
  await walker.press('read-back');
  await walker.at('request');

  // A PDF, drawn where nothing of the phone is; a text.
  await walker.named('Lease.pdf', 'request-open').click();
  await walker.at('read-pdf');
  const reader = page.frameLocator('iframe');
  await reader.locator('canvas').first().waitFor();
  await reader.getByText('use of a garden plot', { exact: false }).first().waitFor({ state: 'attached' });
  assert.equal(await page.locator('iframe').evaluate((frame) => frame.contentDocument), null, 'the reader is of another origin');
  await walker.looks('read-pdf');
  await walker.press('read-back');
  await walker.at('request');
  await walker.named('Letter.txt', 'request-open').click();
  await walker.at('read-text');
  await page.getByText('the water is turned on in April', { exact: false }).waitFor();
  await walker.press('read-back');
  await walker.at('request');
  for (const headers of heard) assert.deepEqual([headers.cookie, headers.referer, headers.authorization, headers.origin], [undefined, undefined, undefined, 'null']);

  // By keyboard: one is struck out, taken back, and struck out.
  for (const word of ['request-strike', 'request-put-back', 'request-strike']) {
    await walker.named('Known to us alone.docx', word).focus();
    await page.keyboard.press('Enter');
  }
  await walker.looks('documents-chosen');
  await walker.seesAll();
  await walker.press('request-sign-documents', { count: 3 });
  await walker.at('pin');
  await walker.reads('pin-documents', { count: 3 });
  await walker.looks('pin-documents');
  await walker.submits('signature');
  await walker.at('result-signed');
  const { result } = await service.ends(session);
  holds(result, Buffer.from(rules), pdf, letter, undefined);
  await walker.press('result-done');
  await walker.at('home');
  server.close();
}

/** Another file lies there; none does. */
export async function findsAnother({ walker, service }) {
  const { page, name } = walker;
  const [wanted, other] = [Buffer.from('%PDF-1.7 the lease'), Buffer.from('%PDF-1.7 the leash')];
  const { server, at } = await documentsAt(new Map([['/lease', other]]));
  const asked = (path) => service.ask(name, 'signature', { documents: [{ ...digestOf(wanted), document_name: 'Lease.pdf', must_open: true, ...at(path, wanted.length) }] });
  const refuses = async (session) => {
    await walker.seesAll();
    assert.equal(await walker.button('request-sign-signature').count(), 0, 'it cannot be signed');
    await walker.press('request-refuse');
    await walker.at('result-refused');
    assert.equal((await service.ends(session)).state, 'refused');
    await walker.press('result-done');
    await walker.at('home');
  };
  // The way to it stands by the document, and again where the signing would be.
  const reads = () => page.locator('main').getByRole('button', { name: walker.say('request-read'), exact: true }).first().click();
  const differs = await asked('/lease');
  await walker.at('request');
  await walker.looks('document-to-read');
  await walker.seesAll();
  await reads();
  await walker.at('read-differs');
  await walker.looks('read-differs');
  await walker.press('read-back');
  await walker.at('request');
  await walker.reads('read-differs-title');
  await page.locator('main').getByRole('button', { name: walker.say('request-read'), exact: true }).waitFor({ state: 'detached' });
  await refuses(differs);
  // The service leaves a person alone for a while after a refusal.
  await page.waitForTimeout(11_000);
  const nowhere = await asked('/nowhere');
  await walker.at('request');
  await walker.seesAll();
  await reads();
  await walker.at('read-unreached');
  await walker.looks('read-unreached');
  await walker.press('read-back');
  await walker.at('request');
  await refuses(nowhere);
  server.close();
}

/** Two PDFs by one command and one PIN; others judge what comes of it. */
export async function signsFiles({ walker, country, root, folder }) {
  const own = join(folder, walker.name.code);
  mkdirSync(own);
  const files = ['garden-plot', 'garden-plot-object-streams'].map((name) => {
    const file = join(own, `${name}.pdf`);
    copyFileSync(join(root, 'samples', `${name}.pdf`), file);
    return file;
  });
  const signing = country.sign(files, `MU-${walker.name.code}`);
  await signing.code;
  await walker.at('request');
  await walker.seesAll();
  await walker.press('request-sign-documents', { count: 2 });
  await walker.submits('signature');
  await walker.at('result-signed');
  const { status, said } = await signing.ended;
  assert.equal(status, 0, said);
  for (const file of files) {
    const verdict = await country.command('verify', file.replace('.pdf', '.signed.pdf'), '--trust', join(country.data, 'root.pem'));
    assert.match(verdict, /TOTAL-PASSED/);
  }
  await walker.press('result-done');
  await walker.at('home');
}
