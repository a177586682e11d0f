// Without a camera: the short code, typed by hand, and the number that officer and citizen compare.
import assert from 'node:assert/strict';
import { join } from 'node:path';

export async function types({ walker, country, activation }) {
  const { page, say, name } = walker;
  const code = /^(?:[0-9A-Z]{6} ){5}[0-9A-Z]{6}$/m.exec(activation.said)?.[0];
  assert.ok(code, 'the officer reads a code');
  const groups = code.split(' ');
  const field = (number) => page.getByRole('textbox', { name: say('code-group', { number }), exact: true });
  await page.goto(country.app);
  await walker.press('start-code');
  await walker.at('code');
  await walker.looks('code');

  // 1. A slip is told at its group, and nothing is sent.
  const slip = groups[1].replace(/^./, (first) => (first === '7' ? '8' : '7'));
  await field(1).pressSequentially(groups[0].toLowerCase());
  assert.equal(await field(2).evaluate((each) => each === document.activeElement), true, 'the next group comes by itself');
  await page.keyboard.type(slip);
  await walker.reads('code-slips', { groups: '2' });
  assert.equal(await field(2).getAttribute('aria-invalid'), 'true');
  await walker.looks('code-slip');
  await walker.press('activation-continue');
  assert.equal(await field(2).evaluate((each) => each === document.activeElement), true, 'it is where the person has to look');

  // 2. Pasted as a whole, it fills all groups; of another service it is refused.
  const other = await (await fetch(`${country.api}/v1/key-list`)).text();
  await page.route('**/v1/key-list', (route) => route.fulfill({ status: 200, contentType: 'text/plain', headers: { 'access-control-allow-origin': country.app }, body: withAnotherKey(other) }));
  await field(1).fill(code);
  assert.equal(await field(6).inputValue(), groups[5]);
  await walker.press('activation-continue');
  await walker.reads('code-other-service');
  await walker.looks('code-other-service');
  await page.unroute('**/v1/key-list');

  // 3. Right, it is the line.
  await field(1).fill(code);
  await walker.press('activation-continue');
  await walker.at('activation-found');
  await walker.press('activation-begin');
  await walker.choosesPins();
  await walker.at('enrolled', 30_000);

  // 4. Officer and citizen see one number.
  const shown = (await page.locator('.code [aria-hidden]').textContent()).trim();
  const record = await country.command('person', 'show', `MU-${name.code}`, '--as', join(country.data, 'officer'), '--country', country.landing);
  assert.equal(/comparison code ([0-9]{4} [0-9]{4})/.exec(record)?.[1], shown, record);
  await walker.press('enrolled-done');
  await walker.at('home');
}

/** The list as a door would show it that has a statement key of its own. */
function withAnotherKey(list) {
  const [head, body, tail] = list.trim().split('.');
  const members = JSON.parse(Buffer.from(body, 'base64url'));
  // Ck is a point of the curve, too; the list needs three different keys, so the other two change places.
  [members.statement_key, members.opening_key] = [members.opening_key, members.statement_key];
  return [head, Buffer.from(JSON.stringify(members)).toString('base64url'), tail].join('.');
}

/** A payment whose code has to be found among three: none of them, a wrong one, the right one. */
export async function findsTheCode({ walker, service }) {
  const { page, name, pins } = walker;
  const payment = { amount: '1250.00', currency: 'EUR', payee: 'City Registry' };
  const asks = async (more = {}) => {
    const session = await service.signText(name, 'I pay the fee for garden plot 17.', { text: 'Fee for your garden', language: 'en', payment, code_mode: 'choose', ...more });
    await walker.at('request');
    const { code } = await service.state(session);
    return { session, code: code ?? (await service.state(session, 5)).code };
  };
  const radio = (code) => page.locator(`input[id="code-${code}"]`);

  // 1. The way on waits for a choice.
  const { session, code } = await asks();
  await walker.looks('request-payment');
  assert.ok((await page.locator('.amount').textContent()).replace(/\D/g, '').endsWith('125000'), 'with exactly its digits');
  await walker.seesAll();
  assert.equal(await walker.button('request-sign-signature').count(), 0);
  await walker.press('request-choose-first');
  const choices = await page.locator('#choices input').evaluateAll((all) => all.map((each) => each.id.slice(5)));
  assert.deepEqual(choices, choices.toSorted(), 'in rising order');
  assert.ok(choices.includes(code) && new Set(choices).size === 3);

  // 2. A wrong one ends it, and no PIN is asked for.
  walker.sent.length = 0;
  await radio(choices.find((each) => each !== code)).check();
  await walker.looks('request-chosen');
  await walker.press('request-sign-signature');
  await walker.at('result-wrong-code');
  const ended = await service.ends(session);
  assert.deepEqual([ended.state, ended.problem?.type?.split('/').at(-1)], ['refused', 'wrong-code']);
  assert.ok(!walker.unlocked(), 'nothing was proved with a PIN');
  await walker.press('result-done');

  // 3. So does seeing none of them.
  const none = await asks();
  await walker.press('request-none-of-these');
  await walker.at('result-wrong-code');
  assert.equal((await service.ends(none.session)).state, 'refused');
  await walker.press('result-done');

  // 4. The right one, by keyboard alone.
  const right = await asks();
  await walker.seesAll();
  await radio(right.code).focus();
  await page.keyboard.press('Space');
  await walker.button('request-sign-signature').focus();
  await page.keyboard.press('Enter');
  await walker.at('pin');
  await walker.looks('pin-payment');
  await walker.enters(pins.signature, true);
  await page.keyboard.press('Enter');
  await walker.at('result-signed');
  assert.equal((await service.ends(right.session)).state, 'completed');
  await walker.press('result-done');
  await walker.at('home');
}
