// What several walks do on their way.
import assert from 'node:assert/strict';

/** Enrols by the officer's link; the phone is at rest then. */
export async function enrolsByLink(walker, link) {
  await walker.page.goto('about:blank');
  await walker.page.goto(link);
  await walker.at('activation-found');
  await walker.press('activation-begin');
  await walker.choosesPins();
  await walker.at('enrolled', 30_000);
  await walker.press('enrolled-done');
  await walker.at('home');
}

/** Signs a text with the PIN that the person has; the phone is at rest then. */
export async function signsText(walker, service, text) {
  const session = await service.signText(walker.name, text);
  await walker.at('request');
  await walker.seesAll();
  await walker.press('request-sign-signature');
  await walker.submits('signature');
  await walker.at('result-signed');
  assert.equal((await service.ends(session)).state, 'completed');
  await walker.press('result-done');
  await walker.at('home');
}

/** Shows the person's phones and certificates. */
export async function opensKeys(walker) {
  await walker.press('keys-title');
  await walker.at('keys');
  await walker.page.getByText(walker.say('keys-this')).first().waitFor();
}
