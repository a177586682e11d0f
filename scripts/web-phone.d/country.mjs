// A demonstration country for the browsers: founded, allowed to ask as often as it likes, and its officer's acts.
import { execFile, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export class DemoCountry {
  /** Founds one in `folder` and starts it; `appearance` is what its configuration says of how it looks, `prepare` what its folder needs for that. */
  static async start(greatseal, folder, ports, appearance = '[appearance]\n', prepare = () => {}) {
    const country = Object.assign(new DemoCountry(), { greatseal, folder, landing: `http://127.0.0.1:${ports}`, api: `http://127.0.0.1:${ports + 1}`, app: `http://localhost:${ports + 6}` });
    const data = join(folder, 'data');
    country.data = data;
    await country.serve(['demo', '--data', data, '--ports', String(ports)]);
    await country.stop();
    // One person is asked again and again here, which a country for people never allows; phones add others on their first day, and are woken on this machine too.
    const file = join(data, 'greatseal.toml');
    const free = [['at_most = 3', 'at_most = 1000'], ['within_seconds = 300', 'within_seconds = 1'], ['pauses_seconds = [10, 60, 300, 900, 3600]', 'pauses_seconds = []'], ['all_at_most = 3', 'all_at_most = 1000'], ['all_pauses_seconds = [0, 0, 60, 300, 900, 3600]', 'all_pauses_seconds = []'], ['reports_at_most = 5', 'reports_at_most = 1000'], ['after_seconds = 86400', 'after_seconds = 0'], ['# [deliver]', '[deliver]'], ['# contact =', 'contact ='], ['# loopback = false', 'loopback = true']];
    const text = free.reduce((whole, [from, to]) => whole.replace(`\n${from}`, `\n${to}`), readFileSync(file, 'utf8'));
    prepare(data);
    writeFileSync(file, text.replace('[appearance]\n', appearance));
    await country.serve(['serve', '--all', '--config', file]);
    return country;
  }

  /** One as a newcomer starts it, with the address that it prints for them. */
  static async forNewcomers(greatseal, folder, ports) {
    const country = Object.assign(new DemoCountry(), { greatseal, folder, data: join(folder, 'data'), landing: `http://127.0.0.1:${ports}` });
    await country.serve(['demo', '--data', country.data, '--ports', String(ports)]);
    const printed = () => /^ +(http:\/\/localhost:[0-9]+)\n$/m.exec(country.said)?.[1];
    while (printed() === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
    country.begin = printed();
    return country;
  }

  async serve(words) {
    this.process = spawn(this.greatseal, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.said = '';
    for (const stream of [this.process.stdout, this.process.stderr]) stream.on('data', (part) => (this.said = (this.said + part).slice(-20_000)));
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.ended = ended;
    for (let tries = 0; tries < 600; tries += 1) {
      const answer = await Promise.race([fetch(`${this.landing}/health/ready`).catch(() => undefined), ended.then(() => 'ended')]);
      if (answer === 'ended') throw new Error(`the country did not start:\n${this.said}`);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the country is not ready:\n${this.said}`);
  }

  async stop() {
    this.process.kill('SIGTERM');
    await this.ended;
  }

  async command(...words) {
    return (await run(this.greatseal, words, { encoding: 'utf8' })).stdout;
  }

  /** Registers a person and gives an activation; the line that the officer hands over. */
  async activation(person, given, surname) {
    const officer = ['--as', join(this.data, 'officer'), '--country', this.landing];
    await this.command('person', 'register', person, '--given-name', given, '--surname', surname, ...officer);
    return this.anotherActivation(person);
  }

  async anotherActivation(person) {
    const said = await this.command('person', 'activate', person, '--as', join(this.data, 'officer'), '--country', this.landing);
    const line = /^sign-activation:\S+$/m.exec(said)?.[0];
    const link = /^http\S+#sign-activation:\S+$/m.exec(said)?.[0];
    if (line === undefined || link !== `${this.app}/#${line}`) throw new Error(`the officer was not told a line and its link:\n${said}`);
    return { line, link, said };
  }

  /** Lets the person sign a PDF, or several; gives what the e-service's screen says, line by line, and the end. */
  sign(documents, person) {
    const words = ['sign', ...[documents].flat(), '--person', person, '--as', join(this.data, 'relying-party'), '--country', this.landing];
    const child = spawn(this.greatseal, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let hear = () => {};
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => hear((said += part)));
    const code = new Promise((resolve) => {
      hear = () => {
        const found = /The code is ([0-9]{4})/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      };
    });
    const ended = new Promise((resolve) => child.once('exit', (status) => resolve({ status, said })));
    return { code: Promise.race([code, ended.then(({ said }) => Promise.reject(new Error(said)))]), ended };
  }
}
