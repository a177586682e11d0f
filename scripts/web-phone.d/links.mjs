// A person who says no number: a code on another screen, scanned with the camera; a link on the same device, which leads back; and a link that somebody relays.
import assert from 'node:assert/strict';
import { closeSync, existsSync, openSync, writeSync } from 'node:fs';

const [WIDTH, HEIGHT] = [640, 480];

/** A person with a phone, as the demonstration gives it. */
async function enrols({ walker, begin }) {
  const { page: guide, context } = walker;
  await guide.goto(begin);
  const opened = context.waitForEvent('page');
  await walker.press('demo-enrol-button');
  walker.page = await opened;
  await walker.press('activation-begin');
  await walker.choosesPins();
  await walker.at('enrolled', 30_000);
  await walker.press('enrolled-done');
  await walker.at('home');
  await guide.close();
}

/** The e-service is asked by this browser. */
async function asks(walker, begin) {
  await walker.page.goto(new URL('/e-service', begin).href);
  await walker.press('log-in-begin');
  await walker.at('log-in');
}

/** What the phone has been led to is approved with PIN 1. */
async function approves(walker) {
  await walker.seesAll();
  await walker.press('request-sign-authentication');
  await walker.submits('authentication');
}

/** These lights are before the camera now; it sees them at once if it looks already. */
function shows(film, lights) {
  const frame = Buffer.concat([Buffer.from('FRAME\n'), lights, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)]);
  const whole = Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420\n`), frame, frame]);
  const file = openSync(film, existsSync(film) ? 'r+' : 'w');
  writeSync(file, whole);
  closeSync(file);
}

/** What is before the camera now: nothing. */
function pointsAtNothing(film) {
  shows(film, Buffer.alloc(WIDTH * HEIGHT, 235));
}

/** What is before the camera now: the code that is on the other screen at this moment. */
async function points(other, film) {
  const lights = await other.page.evaluate(
    async ([width, height]) => {
      const code = document.getElementById('code');
      await code.decode();
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const pen = canvas.getContext('2d');
      pen.fillStyle = 'white';
      pen.fillRect(0, 0, width, height);
      const side = height - 40;
      pen.imageSmoothingEnabled = false;
      pen.drawImage(code, (width - side) / 2, 20, side, side);
      const { data } = pen.getImageData(0, 0, width, height);
      let lights = '';
      for (let at = 0; at < data.length; at += 4) lights += String.fromCharCode(16 + Math.round((data[at] * 219) / 255));
      return btoa(lights);
    },
    [WIDTH, HEIGHT],
  );
  shows(film, Buffer.from(lights, 'base64'));
}

/** On the same device: there and back. */
async function onTheSameDevice(walker, begin) {
  await asks(walker, begin);
  await walker.looks('demo-log-in');
  await walker.page.getByRole('link', { name: walker.say('log-in-here'), exact: true }).click();
  await walker.at('request');
  await walker.reads('link-by-page-title');
  await walker.looks('link-request-page');
  await approves(walker);
  await walker.at('log-in');
  await walker.page.getByRole('heading', { name: walker.say('log-in-done-title'), exact: true }).waitFor();
  await walker.looks('demo-logged-in');
}

/** Somebody else began it, and sent the link. The person approves, and nobody is logged in. */
async function relayed(walker, other, begin) {
  await asks(other, begin);
  const sent = await other.page.request.get(new URL('/e-service/log-in/phone', begin).href, { maxRedirects: 0 });
  await walker.page.goto(sent.headers().location);
  await walker.at('request');
  await approves(walker);
  await walker.at('log-in');
  await walker.reads('log-in-not-yours');
  await walker.looks('demo-log-in-not-yours');
  await other.page.goto(new URL('/e-service/log-in', begin).href);
  await other.reads('log-in-go-back');
  await other.page.goto(new URL('/e-service/back?session=00&verifier=00', begin).href);
  await other.reads('log-in-not-yours');
}

/** A code on another screen. One that was before the camera for too long is not taken, and the next one is. */
async function scanned(walker, other, { begin, app, film }) {
  await asks(other, begin);
  const sent = await other.page.request.get(new URL('/e-service/log-in/phone', begin).href, { maxRedirects: 0 });
  await walker.page.goto(app);
  await walker.at('home');
  await points(other, film);
  await walker.page.waitForTimeout(6_000);
  await walker.press('link-scan');
  await walker.at('link-late');
  await walker.looks('link-late');
  for (let tries = 0; ; tries += 1) {
    assert.ok(tries < 5, 'a code is taken when it is fresh');
    pointsAtNothing(film);
    await walker.press('link-scan-again');
    await walker.at('link-scan');
    await points(other, film);
    await walker.page.locator('main[data-screen="request"], main[data-screen="link-late"]').waitFor();
    if (await walker.page.locator('main[data-screen="request"]').isVisible()) break;
  }
  await walker.reads('link-by-code-title');
  await walker.looks('link-request-code');
  await other.reads('log-in-claimed');
  await approves(walker);
  await walker.at('result-logged-in');
  await other.page.getByRole('heading', { name: other.say('log-in-done-title'), exact: true }).waitFor();
  await walker.press('result-done');
  return sent.headers().location;
}

/** Where there is no phone, where the link is over, and where it is none. */
async function leadsNowhere(walker, other, { begin, app, used }) {
  await asks(other, begin);
  const sent = await other.page.request.get(new URL('/e-service/log-in/phone', begin).href, { maxRedirects: 0 });
  const link = sent.headers().location;
  await other.page.goto(link);
  await other.at('link-no-phone');
  await other.looks('link-no-phone');
  await walker.page.goto('about:blank');
  await walker.page.goto(`${link.slice(0, -2)}AA`);
  await walker.at('link-wrong');
  await walker.looks('link-wrong');
  await walker.page.goto('about:blank');
  await walker.page.goto(`${app}/#sign-link:1:nothing`);
  await walker.at('link-wrong');
  await walker.page.goto('about:blank');
  await walker.page.goto(used);
  await walker.at('link-over');
  await walker.looks('link-over');
}

/** What came by links is in the history, with receipts, as everything else is. */
async function looksBack(walker, app) {
  await walker.page.goto('about:blank');
  await walker.page.goto(app);
  await walker.at('home');
  await walker.press('history-title');
  await walker.at('history');
  const past = walker.page.getByRole('button', { name: new RegExp(`^${walker.say('home-look')}: `) });
  await past.first().waitFor();
  assert.equal(await past.count(), 3);
}

export async function comesByLinks(world, other) {
  const { walker, begin } = world;
  await enrols(world);
  const app = new URL(walker.page.url()).origin;
  await walker.looks('link-home');
  await onTheSameDevice(walker, begin);
  await relayed(walker, other, begin);
  const used = await scanned(walker, other, { ...world, app });
  await leadsNowhere(walker, other, { begin, app, used });
  await looksBack(walker, app);
}
