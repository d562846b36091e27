/** 200 with a web page where the root document should be. */
import { headerValue } from '../session/headers.js';
import { rootClass } from './reading/answers.js';
import { defineAudit, notApplicable } from './reading/define.js';
import { bodyText, onBody, onHeader } from './reading/evidence.js';
import { asked, reportAll } from './reading/reports.js';
import { cameFromLoginRedirect, rootAnswers } from './reading/roots.js';

export const discoveryHtmlAnswer = defineAudit('discovery-html-answer', 'discovery', (survey) => {
  const answers = rootAnswers(survey);
  if (answers.length === 0) return notApplicable('No request for a root document was answered.');
  const pages = answers.filter((answer) => rootClass(answer) === 'html' && !cameFromLoginRedirect(survey, answer));
  return reportAll('discovery-html-answer', survey, pages, {
    title: (hosts) => `${hosts} answers with a web page instead of the root document`,
    seen: ({ exchange, response, ...sighting }) => {
      const type = response === undefined ? undefined : headerValue(response, 'Content-Type');
      const title = /<title[^>]*>\s*([^<]{1,80}?)\s*<\/title>/i.exec(bodyText(exchange))?.[1];
      return `${asked({ exchange, response, ...sighting })} The answer is 200 with ${type ?? 'no media type'}${title === undefined ? '' : `, a page called "${title}"`}.`;
    },
    evidence: ({ exchange }) => [onHeader(exchange, 'Content-Type'), onBody(exchange, /<title[^>]*>[^<]*<\/title>/i)],
  });
});
