/**
 * Cookies that a registry gives, shown to itself alone and kept as long as it is open. Harbor makes a session in its
 * database for every request without one; load balancers keep to one node.
 */
export interface Session {
  /** The `Cookie` header for a request; undefined for other hosts. */
  header(url: URL): string | undefined
  /** Takes the cookies of an answer. */
  take(url: URL, setCookie: string | readonly string[] | undefined): void
}

const MAX_COOKIES = 16
// RFC 6265, 4.1.1.
const PAIR = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}=[!#-+\--:<-[\]-~]{0,4096}$/

export function createSession(hosts: ReadonlySet<string>): Session {
  const cookies = new Map<string, string>()
  return {
    header: (url) => (hosts.has(url.host) && cookies.size > 0 ? [...cookies.values()].join('; ') : undefined),
    take(url, setCookie = []) {
      if (!hosts.has(url.host)) return
      for (const text of [setCookie].flat().slice(0, MAX_COOKIES)) {
        const [pair = '', ...attributes] = text.split(';').map((part) => part.trim())
        const isForAll = attributes.some((attribute) => /^path=\/$/i.test(attribute))
        const isForHttps = attributes.some((attribute) => /^secure$/i.test(attribute))
        if (!PAIR.test(pair) || !isForAll || (isForHttps && url.protocol !== 'https:')) continue
        const name = pair.slice(0, pair.indexOf('='))
        if (cookies.has(name) || cookies.size < MAX_COOKIES) cookies.set(name, pair)
      }
    },
  }
}
