// The page that a WCF service shows to a browser at its own address: 200 means that the service is up (web.md 9 and 11).
import { xmlText } from '../xml.js';
import { aspNetAnswer, type Answer } from './answer.js';
import type { WebRequest } from './request.js';

/** The page of one service; it points at the service's WSDL. */
export function servicePage(name: string, request: WebRequest): Answer {
  const { origin, pathname } = request.lab.url;
  return aspNetAnswer(
    200,
    'text/html; charset=UTF-8',
    `<html><head><title>${xmlText(name)} Service</title></head><body>` +
      `<h1>${xmlText(name)} Service</h1><p>You have created a service.</p>` +
      `<p>Its metadata: <a href="${xmlText(origin + pathname)}/mex">${xmlText(origin + pathname)}/mex</a></p>` +
      '</body></html>',
    [['Cache-Control', 'private']],
  );
}
