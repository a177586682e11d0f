// Fetches one document for the phone around it, and gives its octets. It has no origin, no cookies, and nothing to lose.

interface Wanted {
  readonly url: string;
  readonly size: number;
}

addEventListener('message', (event: MessageEvent<Wanted>) => {
  const [port] = event.ports;
  if (event.source !== parent || port === undefined) return;
  fetchOne(event.data).then(
    (octets) => port.postMessage(octets, [octets]),
    () => port.postMessage(undefined),
  );
});

async function fetchOne({ url, size }: Wanted): Promise<ArrayBuffer> {
  const response = await fetch(url, { mode: 'cors', credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'error', cache: 'no-store' });
  if (response.status !== 200 || response.body === null) throw new Error('there is no document');
  const whole = new Uint8Array(size);
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    // A longer one than was promised is not read to its end.
    if (length + value.length > size) throw new Error('the document is too long');
    whole.set(value, length);
    length += value.length;
  }
  return whole.buffer.slice(0, length);
}
