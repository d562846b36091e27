// js-md4 ships without types; this is the part of its interface that the lab uses.
declare module 'js-md4' {
  interface Md4 {
    (message: string | Uint8Array | ArrayBuffer | readonly number[]): string;
    arrayBuffer(message: string | Uint8Array | ArrayBuffer | readonly number[]): ArrayBuffer;
  }
  const md4: Md4;
  export { md4 as default };
}
