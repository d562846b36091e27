/** A text in CodeMirror as a React component. */
import { useEffect, useImperativeHandle, useRef, type ReactNode, type Ref } from 'react';
import { CodeMirror, type CodeContent } from './codeMirror.js';
import type { TextRange } from './maskedText.js';

export interface CodeHandle {
  find(): void;
}

interface CodeViewProps {
  readonly label: string;
  readonly content: CodeContent;
  readonly wrap: boolean;
  /** Scrolls to its first lens whenever this changes; null leaves the view where it is. */
  readonly jump: number | null;
  readonly onSelect?: (range: TextRange | null) => void;
  readonly ref?: Ref<CodeHandle>;
}

export function CodeView({ label, content, wrap, jump, onSelect, ref }: CodeViewProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeMirror | null>(null);
  const select = useRef(onSelect);
  const wrapping = useRef(wrap);
  useEffect(() => {
    select.current = onSelect;
    wrapping.current = wrap;
  });
  useEffect(() => {
    if (box.current === null) return;
    const made = new CodeMirror(box.current, label, (range) => select.current?.(range));
    editor.current = made;
    return () => {
      editor.current = null;
      made.close();
    };
  }, [label]);
  const latest = useRef(content);
  useEffect(() => {
    latest.current = content;
  });
  // The text is set anew only when it is another: marks come and go without moving the view.
  useEffect(() => editor.current?.show(latest.current, wrapping.current), [content.text, content.language, label]);
  useEffect(() => editor.current?.decorate(content.marks, content.lenses), [content.marks, content.lenses, label]);
  useEffect(() => editor.current?.wrap(wrap), [wrap, label]);
  const evidence = content.lenses[0]?.from;
  useEffect(() => {
    if (jump !== null && evidence !== undefined) editor.current?.reveal(evidence);
  }, [jump, evidence, content.text]);
  const selected = content.marks.find((mark) => mark.className === 'cm-selected-bytes')?.from;
  useEffect(() => {
    if (selected !== undefined) editor.current?.reveal(selected);
  }, [selected]);
  useImperativeHandle(ref, () => ({ find: () => editor.current?.find() }), []);
  return <div ref={box} className="code-host" />;
}
