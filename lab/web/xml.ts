// XML for the web services: escaping, and reading what clients send with a hard limit and without DTDs (as WCF does).
import { DOMParser, type Element, type Node } from '@xmldom/xmldom';

/** WCF's default limit for one buffered message. */
const maxCharacters = 65_536 * 4;

/** Text for element content. */
export function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Text for a double-quoted attribute. */
export function xmlAttribute(text: string): string {
  return xmlText(text).replaceAll('"', '&quot;');
}

/** The document element, or null when the text is not well-formed, is too long or carries a DTD. */
export function parseXml(text: string): Element | null {
  if (text.length > maxCharacters || /<!(?:DOCTYPE|ENTITY)/i.test(text)) return null;
  let broken = false;
  try {
    const parser = new DOMParser({
      onError: () => {
        broken = true;
      },
    });
    const root = parser.parseFromString(text.replace(/^\uFEFF/, ''), 'text/xml').documentElement;
    return broken ? null : root;
  } catch {
    // The parser reports a fatal error by throwing.
    return null;
  }
}

/** Child elements with this namespace and local name, in document order. */
export function childrenOf(parent: Element, namespace: string, localName: string): readonly Element[] {
  const found: Element[] = [];
  for (let node: Node | null = parent.firstChild; node !== null; node = node.nextSibling) {
    if (isElement(node) && node.namespaceURI === namespace && node.localName === localName) found.push(node);
  }
  return found;
}

/** The first child element with this name, following a path of [namespace, local name] steps. */
export function descend(
  from: Element | undefined,
  ...steps: readonly (readonly [namespace: string, localName: string])[]
): Element | undefined {
  let element = from;
  for (const [namespace, localName] of steps) {
    if (element === undefined) return undefined;
    element = childrenOf(element, namespace, localName)[0];
  }
  return element;
}

/** The trimmed text of an element, or undefined when there is no element. */
export function textOf(element: Element | undefined): string | undefined {
  return element?.textContent?.trim();
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}
