// Shows one PDF for the phone around it: pdf.js in this page alone, without its scripting, and without a way out. The page has no origin
// and no network, so whatever a document does to it stays here.

import jbig2 from 'pdfjs-dist/wasm/jbig2.wasm';
import openjpeg from 'pdfjs-dist/wasm/openjpeg.wasm';
import qcms from 'pdfjs-dist/wasm/qcms_bg.wasm';
import { AnnotationMode, getDocument, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist/build/pdf.mjs';
import * as worker from 'pdfjs-dist/build/pdf.worker.mjs';

interface Wanted {
  readonly file: ArrayBuffer;
  readonly lang: string;
  /** What a page is called, with `#` for its number. */
  readonly page: string;
}

// A page without an origin has no workers: the work is done here.
Object.assign(globalThis, { pdfjsWorker: worker });

/** What it would fetch is in this script: the decoders of images. Fonts that a document does not bring are those of the system. */
class Inside {
  async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    const found = { 'jbig2.wasm': jbig2, 'openjpeg.wasm': openjpeg, 'qcms_bg.wasm': qcms }[filename];
    if (found === undefined) throw new Error(`there is no ${filename}`);
    return found;
  }
}

/** Pages far from what is seen are not drawn yet, in screens. */
const AHEAD = '200%';
/** The finest drawing: more is only slow. */
const FINEST = 2;

addEventListener('message', (event: MessageEvent<Wanted>) => {
  const [port] = event.ports;
  if (event.source !== parent || port === undefined) return;
  show(event.data).then(
    () => port.postMessage('shown'),
    () => port.postMessage('failed'),
  );
});

async function show({ file, lang, page: called }: Wanted): Promise<void> {
  document.documentElement.lang = lang;
  const options = { data: new Uint8Array(file), BinaryDataFactory: Inside, wasmUrl: 'inside:/', useWorkerFetch: false, enableXfa: false, isOffscreenCanvasSupported: false, verbosity: 0 };
  const pdf = await getDocument(options).promise;
  const pages = document.getElementById('pages');
  if (pages === null) throw new Error('this page has no place for pages');
  const drawn = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        drawn.unobserve(target);
        void draw(pdf, Number((target as HTMLElement).dataset['number']), target as HTMLElement);
      }
    },
    { rootMargin: AHEAD },
  );
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const section = document.createElement('section');
    section.setAttribute('aria-label', called.replace('#', String(number)));
    section.dataset['number'] = String(number);
    const { width, height } = page.getViewport({ scale: 1 });
    section.style.aspectRatio = `${width} / ${height}`;
    pages.append(section);
    drawn.observe(section);
  }
  // The first page is there before anybody is told that the document is.
  const first = pages.firstElementChild;
  if (first !== null) await draw(pdf, 1, first as HTMLElement);
}

async function draw(pdf: PDFDocumentProxy, number: number, section: HTMLElement): Promise<void> {
  if (section.childElementCount > 0) return;
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  const words = document.createElement('p');
  section.append(canvas, words);
  const page = await pdf.getPage(number);
  const natural = page.getViewport({ scale: 1 }).width;
  const viewport = page.getViewport({ scale: (section.clientWidth / natural) * Math.min(devicePixelRatio, FINEST) });
  [canvas.width, canvas.height] = [Math.floor(viewport.width), Math.floor(viewport.height)];
  words.textContent = await wordsOf(page);
  await page.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE }).promise;
}

/** What the page says, for those who hear it read. */
async function wordsOf(page: PDFPageProxy): Promise<string> {
  const { items } = await page.getTextContent();
  return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
}
