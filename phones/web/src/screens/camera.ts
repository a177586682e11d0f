// The camera of this device as a reader of QR codes. What it sees goes nowhere, and it is off as soon as nobody looks.

const DECODER = '/qr-decoder.js';
/** Between two looks, in milliseconds. */
const PAUSE = 150;
/** The longer side of what is looked at, in pixels: enough for a code that fills half of it, and quick on an old phone. */
const LOOKED_AT = 640;

export function hasCamera(): boolean {
  return navigator.mediaDevices?.getUserMedia !== undefined;
}

/** Shows the camera in `video` and gives the text of each code that it sees, until it is ended. Throws where there is no camera. */
export async function* seenCodes(video: HTMLVideoElement, ends: AbortSignal): AsyncGenerator<string> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
  try {
    const decoder = (await import(DECODER)) as typeof import('./qr-decoder.ts');
    video.srcObject = stream;
    await video.play();
    while (!ends.aborted) {
      const text = decoder.read(pictureOf(video));
      if (text !== undefined) yield text;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

function pictureOf(video: HTMLVideoElement): ImageData {
  const scale = Math.min(1, LOOKED_AT / Math.max(video.videoWidth, video.videoHeight));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('this browser gives no picture of its camera');
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
