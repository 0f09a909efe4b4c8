import { isIP } from 'node:net'
import { reachOfHost } from './address.ts'

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The proxy that the environment names for `url`: `HTTPS_PROXY` or `HTTP_PROXY`, else `ALL_PROXY`, in either case,
 * unless `NO_PROXY` exempts the host. Loopback is never proxied, as in Go. `HTTP_PROXY` in capitals is left out when
 * `REQUEST_METHOD` is set: a CGI's client could have set it (CVE-2016-5385).
 */
export function proxyFor(url: URL, env: Environment): string | undefined {
  if (reachOfHost(url.hostname) === 'loopback' || isExempt(url, env['no_proxy'] ?? env['NO_PROXY'] ?? '')) {
    return undefined
  }
  const capitals =
    url.protocol === 'https:' ? env['HTTPS_PROXY'] : env['REQUEST_METHOD'] ? undefined : env['HTTP_PROXY']
  const specific = (url.protocol === 'https:' ? env['https_proxy'] : env['http_proxy']) || capitals
  const proxy = specific || env['all_proxy'] || env['ALL_PROXY']
  if (!proxy) return undefined
  // Names are always resolved by a SOCKS proxy here, which is what the `h` asks for.
  return /^[a-z0-9]+:\/\//i.test(proxy) ? proxy.replace(/^socks5h:/i, 'socks5:') : `http://${proxy}`
}

/**
 * `NO_PROXY`: a comma list of `*`, hosts (which also stand for their subdomains), `.domain`, addresses, each with
 * `:port` or not.
 */
function isExempt(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return list.split(/[,\s]+/).some((item) => {
    if (item === '*') return true
    const { name, only } = splitPort(item.toLowerCase())
    if (name === '' || (only !== undefined && only !== port)) return false
    if (isIP(name) || isIP(host)) return name === host
    const domain = name.replace(/^\*?\./, '')
    return host.endsWith(`.${domain}`) || (host === domain && !name.startsWith('.'))
  })
}

function splitPort(item: string): { readonly name: string; readonly only?: string | undefined } {
  const match = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(item)
  return match ? { name: match[1] ?? match[2] ?? '', only: match[3] } : { name: item }
}
