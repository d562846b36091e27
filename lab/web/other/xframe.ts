// The XFrame page: browsers of other origins reach the services through it by postMessage (web.md 7.4).
import { aspNetAnswer, type Answer } from '../shell/answer.js';

/** Lower-case paths in print for one and the same page. */
export const xframePaths: readonly string[] = [
  '/autodiscover/xframe/xframe.html',
  '/autodiscover/autodiscoverservice.svc/root/xframe',
  '/xframe',
];

const page = `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<title>XFrame</title>
<script>
window.addEventListener('message', function (event) {
  var asked;
  try { asked = JSON.parse(event.data); } catch (error) { return; }
  var request = new XMLHttpRequest();
  request.open(asked.type || 'GET', asked.url, true);
  if (asked.accepts) request.setRequestHeader('Accept', asked.accepts);
  if (asked.contentType) request.setRequestHeader('Content-Type', asked.contentType);
  Object.keys(asked.headers || {}).forEach(function (name) { request.setRequestHeader(name, asked.headers[name]); });
  request.setRequestHeader('X-Ms-Origin', event.origin);
  request.setRequestHeader('X-Requested-With', 'XMLHttpRequest');
  request.onloadend = function () {
    event.source.postMessage(JSON.stringify({
      status: request.status,
      statusText: request.statusText,
      responseText: request.responseText,
      headers: request.getAllResponseHeaders(),
      messageId: asked.messageId
    }), event.origin);
  };
  request.send(asked.data || null);
});
</script>
</head>
<body></body>
</html>
`;

/** The page, anonymous. */
export function xframePage(): Answer {
  return aspNetAnswer(200, 'text/html', page);
}
