// What a person does about their own keys, with two phones.
import assert from 'node:assert/strict';
import { enrolsByLink, opensKeys, signsText } from './steps.mjs';

/** PIN 2, by the keyboard. */
async function grants(walker, deed) {
  await walker.at(`grant-${deed}`);
  await walker.looks(`grant-${deed}`);
  await walker.enters('99887766', true);
  await walker.page.keyboard.press('Enter');
  await walker.page.getByRole('alert').waitFor();
  await walker.enters(walker.pins.signature, true);
  await walker.page.keyboard.press('Enter');
  await walker.at(`done-${deed}`);
  await walker.looks(`done-${deed}`);
}

export async function rulesTheirKeys({ walker, country, service, activation }, second) {
  const { name } = walker;
  await enrolsByLink(walker, activation.link);
  await enrolsByLink(second, (await country.anotherActivation(`MU-${name.code}`)).link);

  // "This is not me" offers it right there: one tap, no PIN, and what was open is over.
  const started = await service.logIn(name);
  await second.at('request');
  await second.press('request-not-me');
  await second.at('result-not-me');
  await second.looks('result-not-me');
  assert.equal((await service.ends(started)).state, 'refused');
  await second.press('keys-freeze');
  await second.at('done-freeze');
  await second.looks('done-freeze');
  assert.ok(!second.unlocked(), 'no PIN was asked for');
  await assert.rejects(service.logIn(name), 'nobody can ask');

  // The other phone says so, and ends it with PIN 2.
  await opensKeys(walker);
  await walker.reads('keys-frozen-title');
  await walker.looks('keys-frozen');
  await walker.press('back');
  await walker.at('home');
  await walker.reads('keys-frozen-title');
  await walker.looks('home-frozen');
  await opensKeys(walker);
  await walker.press('keys-unfreeze');
  await grants(walker, 'unfreeze');
  await walker.press('done-back');
  await walker.at('keys');

  // A name for this one; the other one is ended, and what waits for it is not shown any more.
  await walker.looks('keys');
  await walker.page.getByRole('button', { name: new RegExp(`^${walker.say('keys-name')}`) }).first().click();
  await walker.page.getByRole('textbox').fill('Kitchen tablet');
  await walker.looks('keys-naming');
  await walker.press('keys-name-save');
  await walker.page.getByRole('heading', { name: 'Kitchen tablet' }).waitFor();
  await walker.looks('keys-named');
  await walker.page.getByRole('button', { name: new RegExp(`^${walker.say('keys-end')}`) }).click();
  await grants(walker, 'end-device');
  await second.page.reload();
  await second.at('halted-ended');
  await second.looks('halted-ended');
  await walker.press('done-back');
  await walker.reads('keys-ended');

  // The one that is left signs as before.
  await walker.press('back');
  await walker.at('home');
  await signsText(walker, service, 'Signed with the phone that is left');
}
