/** Step titles for the tree, where the parts that differ must not be cut: verbs and the sign-in domain go first. */

/**
 * "lyncdiscover, HTTPS" for "Ask https://lyncdiscover.contoso.com for the root document".
 * @param domain the sign-in domain, left out where a name ends in it
 */
export function shortTitle(title: string, domain: string): string {
  const short = title
    .replace(/^Look up /, '')
    .replace(
      /^Ask (https?):\/\/(\S+) for the root document$/,
      (_all, scheme: string, host: string) => `${host}, ${scheme.toUpperCase()}`,
    )
    .replace(
      /^Follow the redirect to (https?):\/\/(\S+)$/,
      (_all, scheme: string, host: string) => `to ${host}, ${scheme.toUpperCase()}`,
    );
  const ending = `.${domain}`;
  return short
    .split(' ')
    .map((word) => {
      const [bare = word, comma = ''] = word.endsWith(',') ? [word.slice(0, -1), ','] : [word];
      return bare.length > ending.length && bare.endsWith(ending) ? bare.slice(0, -ending.length) + comma : word;
    })
    .join(' ');
}
