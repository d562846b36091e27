/** The sign-in pages of AD FS and Entra ID, as far as a person needs them: who and with which password. */
import type { ServerResponse } from 'node:http';

/** Names of the fields of the form. */
export const formFields = {
  adfs: { user: 'UserName', password: 'Password' },
  entra: { user: 'login', password: 'passwd' },
} as const;

export function signInPage(product: 'adfs' | 'entra', action: string, problem: string | undefined): string {
  const { user, password } = formFields[product];
  return page('Sign in', [
    ...(problem === undefined ? [] : [`<p role="alert">${escaped(problem)}</p>`]),
    `<form method="post" action="${escaped(action)}">`,
    `<label>User name <input name="${user}" autofocus></label>`,
    `<label>Password <input name="${password}" type="password"></label>`,
    '<button type="submit">Sign in</button></form>',
  ]);
}

export function messagePage(title: string, text: string): string {
  return page(title, [`<p>${escaped(text)}</p>`]);
}

/** A form that the provider wrote, in a page of ours. */
export function formPage(title: string, form: string): string {
  return page(title, [form, '<button type="submit" form="op.deviceInputForm">Continue</button>']);
}

export function confirmPage(form: string, userCode: string): string {
  return page('Is this your code?', [
    `<p>${escaped(userCode)}</p>`,
    form,
    '<button type="submit" form="op.deviceConfirmForm">Continue</button>',
  ]);
}

export function sendPage(response: ServerResponse, status: number, text: string): void {
  const body = Buffer.from(text, 'utf8');
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Length': body.length,
  });
  response.end(body);
}

function page(title: string, lines: readonly string[]): string {
  return ['<!DOCTYPE html>', `<title>${escaped(title)}</title>`, `<h1>${escaped(title)}</h1>`, ...lines].join('\n');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
