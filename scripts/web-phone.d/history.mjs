// What a person was asked, looked through, and kept as a file that another program checks without the service.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { enrolsByLink } from './steps.mjs';

/** More than a page. */
const MANY = 21;

async function opensHistory(walker) {
  await walker.press('history-title');
  await walker.at('history');
}

/** One of each end, so that the list has something to tell; and at the end one that is still open. */
async function isAsked({ walker, service }) {
  const { name } = walker;
  const signed = await service.signText(name, 'I rent the garden for a year.', { document_name: 'Lease of the garden.txt', text: 'Sign the lease', language: 'en' });
  await walker.at('request');
  await walker.seesAll();
  await walker.press('request-sign-signature');
  await walker.submits('signature');
  await walker.at('result-signed');
  await service.ends(signed);
  await walker.press('result-done');
  for (const [word, screen] of [['request-refuse', 'result-refused'], ['request-not-me', 'result-not-me']]) {
    const session = await service.logIn(name);
    await walker.at('request');
    await walker.seesAll();
    await walker.press(word);
    await walker.at(screen);
    assert.equal((await service.ends(session)).state, 'refused');
    await walker.press('result-done');
    await walker.at('home');
  }
}

export async function looksBack({ walker, country, service, activation, folder }) {
  const { page, name } = walker;
  await enrolsByLink(walker, activation.link);
  await opensHistory(walker);
  await walker.reads('history-empty');
  await walker.looks('history-empty');
  await walker.press('back');
  await walker.at('home');
  await isAsked({ walker, service });

  // A page and some more: asked while the phone was shut, and taken back before anybody looked.
  await page.goto('about:blank');
  for (let left = MANY; left > 0; left -= 1) {
    const session = await service.logIn(name);
    await service.cancel(session);
    await service.ends(session);
  }
  await page.goto(country.app);
  await walker.at('home');
  await opensHistory(walker);
  await walker.button('history-more').waitFor();
  await walker.looks('history');
  await walker.press('history-more');
  await walker.button('history-more').waitFor({ state: 'detached' });
  await walker.reads('outcome-signed');
  await walker.looks('history-long');

  // The oldest, by the keyboard: what it was, and its file.
  const oldest = page.getByRole('button', { name: new RegExp(`^${walker.say('home-look')}: `) }).last();
  await oldest.focus();
  await page.keyboard.press('Enter');
  await walker.at('past');
  await page.getByText('Lease of the garden.txt').first().waitFor();
  await walker.looks('past');
  const file = join(folder, `${walker.language}-evidence.json`);
  const [download] = await Promise.all([page.waitForEvent('download'), walker.press('past-save')]);
  await download.saveAs(file);
  await walker.reads('past-saved-title');
  await walker.looks('past-saved');
  const words = ['verify', file, '--trust', join(country.data, 'root.pem'), '--log-key', join(country.data, 'ceremony/public/log-key.pem')];
  const said = await country.command(...words);
  for (const told of ['TOTAL-PASSED', 'Lease of the garden.txt', "the person's key signed"]) assert.ok(said.includes(told), said);
}

/** Without a connection, and by a door that lies. */
export async function looksInVain({ walker }) {
  const { page, context } = walker;
  await walker.press('back');
  await walker.at('history');
  await walker.press('back');
  await walker.at('home');
  await context.setOffline(true);
  await opensHistory(walker);
  await walker.reads('history-failed-title');
  await walker.looks('history-failed');
  await context.setOffline(false);
  await walker.press('result-try-again');
  await walker.button('history-more').waitFor();

  // An entry that says that it was signed, without a receipt.
  await page.route('**/v1/phone/inquiries', async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    body.entries[1].state = 'completed';
    await route.fulfill({ response, json: body });
  });
  await walker.press('back');
  await walker.at('home');
  await opensHistory(walker);
  await walker.reads('history-unacceptable-title', { count: 1 });
  await walker.looks('history-unacceptable');
  await page.unroute('**/v1/phone/inquiries');

  // The file does not come.
  await page.getByRole('button', { name: new RegExp(`^${walker.say('home-look')}: `) }).first().click();
  await walker.at('past');
  await context.setOffline(true);
  await walker.press('past-save');
  await walker.reads('past-offline-title');
  await walker.looks('past-offline');
  await context.setOffline(false);
}
