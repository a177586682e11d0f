// Hearing from the service that something waits, while the page is open. That is all that is heard: what waits is fetched by a poll, as it is without this.

import { makePending, MOST_SESSIONS } from '../protocol/pending.ts';
import type { Phone } from './phone.ts';

/** The longest silence of the service, in milliseconds: it says something every 20 seconds. */
const SILENCE = 30_000;
/** An answer that ends sooner is of a service that lets this phone not listen, in milliseconds. */
const SHORTEST = 5_000;
/** For how long such a phone polls, in milliseconds. */
const DEAF = 60_000;

/** What one page hears by. */
export class Ear {
  private parts: AsyncIterator<string> | undefined;
  private of: Phone | undefined;
  private began = 0;
  private deafUntil = 0;
  private text = '';

  constructor(private readonly milliseconds: () => number) {}

  /**
   * Waits until something waits for the phone, or has to be told to the service; gives whether it is time to look. A phone that may not listen hears nothing and waits by its poll.
   * The first look comes first: what is wrong with a phone, only a poll says. A phone that is not the page's any more is not waited for.
   */
  async hears(phone: Phone, signal: AbortSignal, isCurrent: () => boolean): Promise<boolean> {
    if (this.of !== phone) {
      this.close();
      this.of = phone;
      return true;
    }
    if (this.milliseconds() < this.deafUntil) return false;
    this.parts ??= await this.open(phone, signal);
    for (;;) {
      const { done, value } = await this.parts.next();
      if (done === true) return this.ended(signal);
      this.text += value;
      const events = this.text.split('\n\n');
      this.text = events.pop() ?? '';
      const hasToTell = !phone.isNew && phone.state.answered.some(({ outstanding }) => outstanding !== undefined);
      if (hasToTell || !isCurrent() || events.includes('data: waits')) return true;
    }
  }

  close(): void {
    void this.parts?.return?.();
    [this.parts, this.text] = [undefined, ''];
  }

  private async open(phone: Phone, signal: AbortSignal): Promise<AsyncIterator<string>> {
    this.began = this.milliseconds();
    const known = [...phone.known.keys()].slice(-MOST_SESSIONS);
    const body = await makePending(phone.identity.device, phone.now(), 0, known, phone.sign);
    const request = { baseUrl: phone.state.baseUrl, path: '/v1/phone/events', body, patience: SILENCE, signal };
    return phone.environment.events(request)[Symbol.asyncIterator]();
  }

  private ended({ aborted }: AbortSignal): boolean {
    this.close();
    const now = this.milliseconds();
    const isDeaf = !aborted && now - this.began < SHORTEST;
    if (isDeaf) this.deafUntil = now + DEAF;
    return !isDeaf;
  }
}
