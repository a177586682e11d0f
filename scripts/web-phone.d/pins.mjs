// Another PIN: changed, refused, in doubt, locked.
import assert from 'node:assert/strict';
import { enrolsByLink, opensKeys, signsText } from './steps.mjs';

const NEW = '48205917';

/** The new PIN 2, entered twice by the keyboard; then the phone asks for the one that there is. */
async function choosesNew(walker, digits) {
  const pin = walker.say('pin-signature');
  for (const [word, screen] of [['choose-next', 'choose'], ['choose-same', 'again']]) {
    await walker.at(`${screen}-signature`);
    await walker.enters(digits, true);
    await walker.press(word, { pin });
  }
  await walker.at('grant-change-pin');
}

async function grants(walker, digits) {
  await walker.enters(digits, true);
  await walker.page.keyboard.press('Enter');
}

/** In one language: chosen, granted with the old one, and signed with. */
export async function changesAPin({ walker, service, activation }) {
  const { page, say, pins } = walker;
  const pin = say('pin-signature');
  const change = () => page.getByRole('button', { name: say('pins-change', { pin }), exact: true });
  await enrolsByLink(walker, activation.link);
  await opensKeys(walker);
  await walker.looks('keys-pins');
  await change().focus();
  await page.keyboard.press('Enter');
  await walker.at('choose-signature');
  await walker.enters('12345', true);
  await walker.reads('pin-weak-sequence');
  await walker.looks('change-weak');
  for (let left = 5; left > 0; left -= 1) await page.keyboard.press('Backspace');
  await walker.looks('change-signature');
  await choosesNew(walker, NEW);
  await walker.looks('grant-change-pin');
  await grants(walker, '99887766');
  await page.getByRole('alert').waitFor();
  await grants(walker, pins.signature);
  await walker.at('done-change-pin');
  await walker.looks('done-change-pin');
  await walker.press('done-back');
  await walker.at('keys');
  await walker.press('back');
  walker.pins = { ...pins, signature: NEW };
  await signsText(walker, service, 'Signed with the new PIN');
}

/** The same PIN again; the answer lost; and the PIN locked, which is told until when. */
export async function failsToChange({ walker, service }) {
  const { page, say, pins } = walker;
  const change = async () => {
    await page.getByRole('button', { name: say('pins-change', { pin: say('pin-signature') }), exact: true }).click();
  };
  await opensKeys(walker);
  await change();
  await choosesNew(walker, pins.signature);
  await grants(walker, pins.signature);
  await walker.at('undone-same');
  await walker.looks('undone-same');

  // The answer does not arrive, as long as the phone tries; it is sent again when it can be.
  await walker.press('result-try-again');
  await choosesNew(walker, '50271836');
  const isAnswer = (request) => Buffer.from((request.postData() ?? '').split('.')[0], 'base64url').includes('sign-answer+jwt');
  await page.route('**/v1/phone/messages', (route) => (isAnswer(route.request()) ? route.abort() : route.fallback()));
  await grants(walker, pins.signature);
  await walker.at('undone-unsure', 60_000);
  await walker.looks('undone-unsure');
  await page.unroute('**/v1/phone/messages');
  await page.reload();
  await walker.at('home');
  walker.pins = { ...pins, signature: '50271836' };
  await signsText(walker, service, 'Signed with the newest PIN');

  // The third wrong one locks: nothing is changed, and the person is told until when.
  await opensKeys(walker);
  await change();
  await choosesNew(walker, '72048159');
  for (const wrong of ['99887766', '88776655']) {
    await grants(walker, wrong);
    const answered = page.getByRole('alert').or(page.locator('main[data-screen="undone-locked"]'));
    await answered.first().waitFor();
    if ((await page.locator('main[data-screen="undone-locked"]').count()) > 0) break;
  }
  await walker.at('undone-locked');
  await walker.looks('undone-locked');
  assert.ok((await page.locator('.ds-alert').textContent()).length > 0);
  await walker.press('done-back');
  await walker.at('keys');
  await change();
  await walker.at('choose-signature');
  await walker.press('back');
  await walker.at('keys');
}
