/** The native open and save dialogs. They start in the folder used last; paths never reach the page. */
import { dialog, type BrowserWindow } from 'electron';
import path from 'node:path';
import type { FileText, Requests } from '../../shared/ipc.js';
import { fail, succeed } from '../../shared/result.js';
import { isSessionFile, readSessionFile, writeSessionFile } from './sessionFiles.js';

const filters = [{ name: 'Lyncscope session', extensions: ['lyncscope'] }];

/** What a sweep gives beside its sessions. */
const textKinds: readonly { readonly name: string; readonly extensions: string[] }[] = [
  { name: 'Table', extensions: ['csv'] },
  { name: 'Calendar', extensions: ['ics'] },
  { name: 'Summary', extensions: ['json'] },
];

/** Kept while the program runs, over all its windows. */
let lastFolder: string | undefined;

/** The file requests of a window's page. */
export function fileRequests(
  window: BrowserWindow,
): Pick<Requests, 'openSessionFile' | 'saveSessionFile' | 'saveTextFile'> {
  return {
    openSessionFile: async () => {
      const chosen = await dialog.showOpenDialog(window, {
        title: 'Open a session',
        properties: ['openFile'],
        filters,
        ...(lastFolder === undefined ? {} : { defaultPath: lastFolder }),
      });
      const [file] = chosen.filePaths;
      if (chosen.canceled || file === undefined) return succeed(null);
      lastFolder = path.dirname(file);
      return readSessionFile(file);
    },
    saveSessionFile: async (file: FileText) => {
      const name = fileName(file.name);
      const chosen = await dialog.showSaveDialog(window, {
        title: 'Save the session',
        filters,
        defaultPath: lastFolder === undefined ? name : path.join(lastFolder, name),
      });
      if (chosen.canceled || chosen.filePath === '') return succeed(null);
      lastFolder = path.dirname(chosen.filePath);
      return writeSessionFile(chosen.filePath, file.text);
    },
    saveTextFile: async (file: FileText) => {
      const kind = textKinds.find(({ extensions }) => extensions.some((one) => file.name.endsWith(`.${one}`)));
      if (kind === undefined) return fail('Only tables (.csv), calendars (.ics) and .json files can be saved.');
      const name = bareName(file.name);
      const chosen = await dialog.showSaveDialog(window, {
        title: `Save the ${kind.name.toLowerCase()}`,
        filters: [kind],
        defaultPath: lastFolder === undefined ? name : path.join(lastFolder, name),
      });
      if (chosen.canceled || chosen.filePath === '') return succeed(null);
      lastFolder = path.dirname(chosen.filePath);
      return writeSessionFile(chosen.filePath, file.text);
    },
  };
}

/** The page's suggestion as a bare file name; a folder in it means nothing here. */
function bareName(suggested: string): string {
  return suggested.replace(/[\\/:*?"<>|\p{Cc}]/gu, '-').replace(/^[.\s]+/, '');
}

function fileName(suggested: string): string {
  const bare = bareName(suggested);
  return bare !== '' && isSessionFile(bare) ? bare : 'session.lyncscope';
}
