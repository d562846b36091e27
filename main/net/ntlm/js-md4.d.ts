/** js-md4 ships without types. Its file is named in full so that this declaration stands for this folder alone. */
declare module 'js-md4/src/md4.js' {
  interface Md4 {
    arrayBuffer(message: Uint8Array): ArrayBuffer;
  }
  const md4: Md4;
  export default md4;
}
