// Starts the built main bundle against the stub of Electron (electronLoader.mjs) and prints what it did as one object.
/** @type {unknown} */
const electron = await import('electron');
const stub = /** @type {typeof import('./electron.js')} */ (electron);

await import(new URL('../../out/main/index.js', import.meta.url).href);
stub.app.fireReady();
while (stub.windows.length === 0) await new Promise((resolve) => setImmediate(resolve));
const [window] = stub.windows;

/** @param {string} channel */
const ask = (channel) =>
  stub.ipcHandlers.get(channel)?.({
    sender: { id: window?.webContents.id },
    senderFrame: { url: 'app://lyncscope/index.html', parent: null },
  });
const page = await stub.protocolHandlers.get('app')?.(new Request('app://lyncscope/index.html'));
process.stdout.write(
  JSON.stringify({
    channels: [...stub.ipcHandlers.keys()],
    loaded: window?.loaded,
    page: page?.status,
    policy: page?.headers.get('content-security-policy'),
    about: await ask('about'),
    labs: await ask('labCatalogue'),
  }),
);
process.exit(0);
