/** The package carries no types. */
declare module 'proxy-from-env' {
  /** The proxy's URL by the environment variables (http_proxy, https_proxy, no_proxy, …), or an empty string. */
  export function getProxyForUrl(url: string): string;
}
