// The package has types of its own for its main file alone.
declare module 'pdfjs-dist/build/pdf.mjs' {
  export * from 'pdfjs-dist';
}
declare module 'pdfjs-dist/build/pdf.worker.mjs';
declare module '*.wasm' {
  const octets: Uint8Array;
  export default octets;
}
