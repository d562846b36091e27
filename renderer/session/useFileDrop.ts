/** A session file dragged onto the window opens. */
import { useEffect } from 'react';
import { readFile } from '../bridge/webFiles.js';
import { showFile } from '../state/actions.js';
import { useViewStore } from '../state/viewStore.js';

export function useFileDrop(): void {
  useEffect(() => {
    const over = (event: DragEvent): void => {
      // Without this the browser would leave the page for the file.
      event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file === undefined) return;
      void readFile(file).then((result) => {
        if (result.ok) showFile(result.value);
        else
          useViewStore.setState({ notice: { tone: 'fail', title: 'The file cannot be opened', text: result.error } });
      });
    };
    window.addEventListener('dragover', over);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('drop', drop);
    };
  }, []);
}
