/**
 * CodeMirror as the page uses it: read-only, in a shadow root (its styles are adopted style sheets, which the page's
 * policy allows), coloured by the page's own tokens, with marks, hidden places and evidence lines.
 */
import { json } from '@codemirror/lang-json';
import { xml } from '@codemirror/lang-xml';
import { codeFolding, foldGutter, foldKeymap, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { openSearchPanel, search, searchKeymap } from '@codemirror/search';
import {
  Compartment,
  EditorState,
  RangeSetBuilder,
  StateEffect,
  StateField,
  type Extension,
  type Range,
} from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  WidgetType,
  type DecorationSet,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Language } from './format.js';
import type { TextRange } from './maskedText.js';

export interface Mark extends TextRange {
  readonly className: string;
}

/** A place that a finding points at, with the sentence under its line. */
export interface Lens extends TextRange {
  readonly severity: 'error' | 'warning' | 'info';
  readonly title: string;
  readonly id: string;
}

/** Above this, colours and folds would cost more than they tell. */
const highlightLimit = 3_000_000;

const colours = HighlightStyle.define([
  { tag: [tags.tagName, tags.typeName], color: 'var(--x-tag)' },
  { tag: [tags.attributeName, tags.propertyName], color: 'var(--x-attr)' },
  { tag: [tags.string, tags.attributeValue], color: 'var(--x-str)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--x-num)' },
  {
    tag: [tags.angleBracket, tags.punctuation, tags.definitionOperator, tags.comment, tags.processingInstruction],
    color: 'var(--x-dim)',
  },
]);

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'transparent', color: 'var(--text)', fontSize: '12px' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '20px', overflow: 'auto' },
  '.cm-content': { padding: '2px 0 8px', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 16px 0 4px' },
  '.cm-gutters': { backgroundColor: 'var(--bg-pane)', color: 'var(--text-3)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '36px', padding: '0 8px 0 8px' },
  '.cm-foldGutter .cm-gutterElement': { padding: '0 2px', cursor: 'default' },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--bg-press)',
    color: 'var(--text-2)',
    border: 'none',
    padding: '0 4px',
    margin: '0 2px',
  },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'var(--bg-selected)',
  },
  '.cm-hidden': {
    color: 'var(--text-2)',
    backgroundColor: 'var(--bg-press)',
    borderRadius: '3px',
    padding: '0 3px',
    fontFamily: 'var(--font-ui)',
  },
  '.cm-eol': { color: 'var(--text-3)' },
  '.cm-escape': { color: 'var(--warn)' },
  '.cm-chunk': { color: 'var(--x-num)' },
  '.cm-name': { color: 'var(--x-attr)' },
  '.cm-selected-bytes': { backgroundColor: 'var(--bg-selected)', borderRadius: '2px' },
  '.cm-evidence-line': { backgroundColor: 'var(--fail-weak)' },
  '.cm-evidence-line.warning': { backgroundColor: 'var(--warn-weak)' },
  '.cm-evidence-line.info': { backgroundColor: 'var(--bg-sunken)' },
  '.cm-evidence': { fontWeight: '700', textDecoration: 'underline 2px var(--fail)', textUnderlineOffset: '3px' },
  '.cm-evidence.warning': { textDecorationColor: 'var(--warn)' },
  '.cm-evidence.info': { textDecorationColor: 'var(--text-3)' },
  '.cm-lens': {
    fontFamily: 'var(--font-ui)',
    fontSize: '12px',
    lineHeight: '18px',
    padding: '2px 16px 4px 4px',
    backgroundColor: 'var(--fail-weak)',
    color: 'var(--text)',
    whiteSpace: 'normal',
  },
  '.cm-lens.warning': { backgroundColor: 'var(--warn-weak)' },
  '.cm-lens.info': { backgroundColor: 'var(--bg-sunken)' },
  '.cm-lens b': { color: 'var(--fail)', fontWeight: '600' },
  '.cm-lens.warning b': { color: 'var(--warn)' },
  '.cm-lens.info b': { color: 'var(--text-2)' },
  '.cm-lens code': { fontFamily: 'var(--font-mono)', color: 'var(--text-2)', marginLeft: '8px' },
  '.cm-panels': { backgroundColor: 'var(--bg-window)', color: 'var(--text)', borderColor: 'var(--line)' },
  '.cm-panel.cm-search': { fontFamily: 'var(--font-ui)', fontSize: '12px', padding: '6px 8px' },
  '.cm-textfield': {
    backgroundColor: 'var(--bg-pane)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
    padding: '2px 6px',
    fontSize: '12px',
  },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--bg-raised)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
    padding: '2px 8px',
    fontSize: '12px',
  },
  '.cm-panel.cm-search [name=close]': { color: 'var(--text)', fontSize: '16px' },
  '.cm-searchMatch': { backgroundColor: 'var(--warn-weak)', outline: '1px solid var(--warn)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--bg-selected)', outline: '1px solid var(--accent)' },
});

class LensWidget extends WidgetType {
  readonly #lens: Lens;
  constructor(lens: Lens) {
    super();
    this.#lens = lens;
  }
  override eq(other: LensWidget): boolean {
    return other.#lens.id === this.#lens.id && other.#lens.title === this.#lens.title;
  }
  override toDOM(): HTMLElement {
    const box = document.createElement('div');
    box.className = `cm-lens ${this.#lens.severity}`;
    box.setAttribute('role', 'note');
    const word = document.createElement('b');
    word.textContent = { error: 'Failed', warning: 'Warning', info: 'Note' }[this.#lens.severity];
    const id = document.createElement('code');
    id.textContent = this.#lens.id;
    box.append(word, ` ${this.#lens.title}`, id);
    return box;
  }
}

const setDecorations = StateEffect.define<DecorationSet>();
const decorations = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (known, transaction) => transaction.effects.find((effect) => effect.is(setDecorations))?.value ?? known,
  provide: (field) => EditorView.decorations.from(field),
});

function decorate(state: EditorState, marks: readonly Mark[], lenses: readonly Lens[]): DecorationSet {
  const end = state.doc.length;
  const builder = new RangeSetBuilder<Decoration>();
  for (const mark of marks) {
    if (mark.from < mark.to && mark.to <= end)
      builder.add(mark.from, mark.to, Decoration.mark({ class: mark.className }));
  }
  const evidence: Range<Decoration>[] = [];
  for (const lens of lenses) {
    if (lens.to > end || lens.from > lens.to) continue;
    const first = state.doc.lineAt(lens.from);
    const last = state.doc.lineAt(lens.to);
    for (let number = first.number; number <= Math.min(last.number, first.number + 40); number += 1) {
      evidence.push(Decoration.line({ class: `cm-evidence-line ${lens.severity}` }).range(state.doc.line(number).from));
    }
    if (lens.from < lens.to)
      evidence.push(Decoration.mark({ class: `cm-evidence ${lens.severity}` }).range(lens.from, lens.to));
    evidence.push(Decoration.widget({ widget: new LensWidget(lens), block: true, side: 1 }).range(last.to));
  }
  return builder.finish().update({ add: evidence, sort: true });
}

function languageExtension(language: Language, length: number): Extension {
  if (length > highlightLimit) return [];
  if (language === 'xml') return xml();
  if (language === 'json') return json();
  return [];
}

export interface CodeContent {
  readonly text: string;
  readonly language: Language;
  readonly marks: readonly Mark[];
  readonly lenses: readonly Lens[];
}

/** One CodeMirror. Whoever opens it closes it. */
export class CodeMirror {
  readonly #view: EditorView;
  readonly #wrapping = new Compartment();

  constructor(parent: HTMLElement, label: string, onSelect: (range: TextRange | null) => void) {
    const root = parent.shadowRoot ?? parent.attachShadow({ mode: 'open' });
    root.replaceChildren();
    this.#label = label;
    this.#onSelect = onSelect;
    this.#view = new EditorView({ root, parent: root, state: EditorState.create({}) });
  }
  readonly #label: string;
  readonly #onSelect: (range: TextRange | null) => void;

  /** Shows another text, from its beginning and without marks. */
  show(content: CodeContent, wrap: boolean): void {
    const state = EditorState.create({
      doc: content.text,
      extensions: [
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        EditorView.contentAttributes.of({ 'aria-label': this.#label, tabindex: '0' }),
        lineNumbers(),
        codeFolding(),
        foldGutter(),
        highlightSpecialChars(),
        drawSelection(),
        search({ top: true }),
        keymap.of([...searchKeymap, ...foldKeymap]),
        syntaxHighlighting(colours),
        languageExtension(content.language, content.text.length),
        this.#wrapping.of(wrap ? EditorView.lineWrapping : []),
        decorations,
        look,
        EditorView.updateListener.of((update) => {
          if (!update.selectionSet) return;
          const { from, to } = update.state.selection.main;
          this.#onSelect(from === to ? null : { from, to });
        }),
      ],
    });
    this.#view.setState(state);
  }

  /** Marks must be in order of their beginnings. */
  decorate(marks: readonly Mark[], lenses: readonly Lens[]): void {
    this.#view.dispatch({ effects: setDecorations.of(decorate(this.#view.state, marks, lenses)) });
  }

  wrap(on: boolean): void {
    this.#view.dispatch({ effects: this.#wrapping.reconfigure(on ? EditorView.lineWrapping : []) });
  }

  /** Brings a place into the middle. */
  reveal(position: number): void {
    if (position > this.#view.state.doc.length) return;
    this.#view.dispatch({ effects: EditorView.scrollIntoView(position, { y: 'center', x: 'nearest' }) });
  }

  /** Opens the find panel and puts the focus there. */
  find(): void {
    this.#view.focus();
    openSearchPanel(this.#view);
  }

  close(): void {
    this.#view.destroy();
  }
}
