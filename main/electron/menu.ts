/** The menu and its keys: what the page can do, sent to it as commands. */
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { HostCommand } from '../../shared/ipc.js';

type MenuCommand = Exclude<HostCommand['type'], 'opened'>;

/** @param send gives a command to the window in front, which is opened first when there is none */
export function buildMenu(send: (command: { readonly type: MenuCommand }) => void): Menu {
  const command = (label: string, accelerator: string, type: MenuCommand): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => send({ type }),
  });
  const mac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' as const }] : []),
    {
      label: '&File',
      submenu: [
        command('New Walk', 'CmdOrCtrl+N', 'new-walk'),
        command('Walk Again', 'CmdOrCtrl+R', 'walk-again'),
        { type: 'separator' },
        command('Open Session…', 'CmdOrCtrl+O', 'open'),
        command('Save Session…', 'CmdOrCtrl+S', 'save'),
        { type: 'separator' },
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' as const }]),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [command('Explain Findings and Codes', 'F1', 'explain'), ...(mac ? [] : [{ role: 'about' as const }])],
    },
  ];
  return Menu.buildFromTemplate(template);
}
