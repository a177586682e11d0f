// Another phone, added by the first one: its code read by the camera's way and typed, the number on both, and a phone that is another's.
import assert from 'node:assert/strict';
import { decodeQR } from 'qr/decode.js';
import { enrolsByLink, opensKeys, signsText } from './steps.mjs';

/** PIN 2, by the keyboard, after which the code is on the screen. */
async function adds(walker) {
  await walker.press('add-phone');
  await walker.at('grant-activate');
  await walker.looks('grant-activate');
  await walker.enters(walker.pins.signature, true);
  await walker.page.keyboard.press('Enter');
  await walker.at('add-phone');
}

/** What the camera of the other phone sees in the code. */
async function scanned(walker, other) {
  const picture = await walker.page.getByRole('img', { name: walker.say('add-phone-qr') }).screenshot();
  const { width, height, octets } = await other.page.evaluate(async (base64) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    return { width: bitmap.width, height: bitmap.height, octets: [...context.getImageData(0, 0, bitmap.width, bitmap.height).data] };
  }, picture.toString('base64'));
  return decodeQR({ width, height, data: Uint8ClampedArray.from(octets) });
}

/** The number that a phone shows. */
async function number(walker) {
  return (await walker.page.locator('.code [aria-hidden]').textContent()).trim();
}

export async function addsAPhone({ walker, service, activation, country }, second) {
  await enrolsByLink(walker, activation.link);
  await opensKeys(walker);
  await walker.looks('keys-add');
  await adds(walker);
  await walker.looks('add-phone');
  const link = await scanned(walker, second);
  assert.ok(link.startsWith(`${country.app}/#sign-activation:1:`), 'the code opens the page on the other phone');

  // The other phone takes it as it takes an officer's; both show one number.
  await second.page.goto(link);
  await second.at('activation-found');
  await second.press('activation-begin');
  await second.choosesPins();
  await second.at('enrolled', 30_000);
  await second.looks('enrolled');
  await walker.at('phone-arrived', 30_000);
  await walker.page.waitForFunction(() => document.querySelector('.code [aria-hidden]')?.textContent !== '');
  await walker.looks('phone-arrived');
  assert.equal(await number(walker), await number(second));
  await second.press('enrolled-done');
  await second.at('home');
  await signsText(second, service, 'Signed with the phone that was added');
  await walker.press('phone-arrived-same');
  await walker.at('keys');

  if (walker.language !== 'en') return;
  await opensKeys(second);
  await second.looks('keys-two');

  // Opened again, the first one has nothing to tell of that phone.
  await walker.page.reload();
  await walker.at('home');
  await walker.reads('home-nothing-title');
  await walker.page.waitForTimeout(1_000);
  assert.equal(await walker.page.getByText(walker.say('phone-added-title')).count(), 0);
}

/** A phone that its person did not add is told of on the others, once. */
export async function isToldOf({ walker, country }, third) {
  await enrolsByLink(third, (await country.anotherActivation(`MU-${walker.name.code}`)).link);
  await walker.page.reload();
  await walker.at('home');
  await walker.reads('phone-added-title');
  await walker.looks('home-phone-added');
  await walker.press('phone-added-mine');
  await walker.page.getByText(walker.say('phone-added-title')).waitFor({ state: 'detached' });
  await walker.page.reload();
  await walker.at('home');
  await walker.page.waitForTimeout(1_500);
  assert.equal(await walker.page.getByText(walker.say('phone-added-title')).count(), 0);
}
