// The officer's QR code before the camera: Chromium's camera shows a film of it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import encodeQR from 'qr';

const [WIDTH, HEIGHT] = [640, 480];

/** The modules of a QR code as the officer's terminal shows it: two rows a line, and what is blank is dark. */
export function modulesOf(said) {
  const lines = said.split('\n').filter((line) => /^[ █▀▄]{20,}$/.test(line));
  return lines.flatMap((line) => ['█▀', '█▄'].map((lights) => [...line].map((cell) => !lights.includes(cell))));
}

export function modulesOfText(text) {
  return encodeQR(text, 'raw', { border: 4 });
}

/** A film (YUV4MPEG2) in which nothing happens but this code, on white. */
export function film(file, modules) {
  const scale = Math.floor((HEIGHT - 40) / modules.length);
  const [left, top] = [WIDTH - modules[0].length * scale, HEIGHT - modules.length * scale].map((room) => Math.floor(room / 2));
  const light = Buffer.alloc(WIDTH * HEIGHT, 235);
  for (const [row, cells] of modules.entries()) {
    for (const [column, isDark] of cells.entries()) {
      for (let line = 0; isDark && line < scale; line += 1) light.fill(16, (top + row * scale + line) * WIDTH + left + column * scale, (top + row * scale + line) * WIDTH + left + (column + 1) * scale);
    }
  }
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)]);
  writeFileSync(file, Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420\n`), frame, frame]));
  return file;
}

/** Not allowed: the two other ways, and again. Allowed: another code is none, the officer's is. `before` opens a browser before whose camera a film runs. */
export async function scans({ country, activation, folder }, before) {
  const walkers = [];
  const other = await before(film(`${folder}/other.y4m`, modulesOfText('https://weather.example/today')));
  walkers.push(other);
  await other.page.goto(country.app);
  await other.press('start-scan');
  await other.at('scan-refused');
  await other.looks('scan-refused');
  await other.press('start-enter');
  await other.at('activation');
  await other.press('back');
  await other.context.grantPermissions(['camera'], { origin: country.app });
  await other.press('start-scan');
  await other.reads('scan-other-title');
  await other.looks('scan-other');
  await other.press('back');
  await other.at('start');
  assert.equal(await other.page.evaluate(() => document.querySelector('video')), null, 'nobody looks any more');

  const own = await before(film(`${folder}/own.y4m`, modulesOf(activation.said)));
  walkers.push(own);
  await own.context.grantPermissions(['camera'], { origin: country.app });
  await own.page.goto(country.app);
  await own.looks('start');
  await own.press('start-scan');
  await own.at('activation-found');
  await own.press('activation-begin');
  await own.choosesPins();
  await own.at('enrolled', 30_000);
  return walkers;
}
