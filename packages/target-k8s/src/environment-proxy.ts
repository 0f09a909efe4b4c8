import { BlockList, isIP } from 'node:net'

/**
 * The proxy that the environment names for an API server, as kubectl takes it: `HTTPS_PROXY` or `HTTP_PROXY` in either case,
 * unless `NO_PROXY` exempts the host. Loopback is never proxied.
 */
export function proxyFor(server: URL, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))) return undefined
  if (
    isExempt(
      host,
      server.port || (server.protocol === 'https:' ? '443' : '80'),
      env['no_proxy'] ?? env['NO_PROXY'] ?? '',
    )
  )
    return undefined
  const name = server.protocol === 'https:' ? 'https_proxy' : 'http_proxy'
  const proxy = env[name] || env[name.toUpperCase()]
  if (!proxy) return undefined
  return /^[a-z0-9]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`
}

/** `NO_PROXY`: a comma list of `*`, hosts (which also stand for their subdomains) addresses and subnets, each with `:port` or not. */
function isExempt(host: string, port: string, list: string): boolean {
  return list.split(/[,\s]+/).some((item) => {
    if (item === '*') return true
    if (item.includes('/')) return isInSubnet(host, item)
    const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(isIP(item) === 6 ? `[${item}]` : item.toLowerCase()) ?? []
    const bare = name.replace(/^\[|\]$/g, '').replace(/^\*?\./, '')
    if (bare === '' || (only !== undefined && only !== port)) return false
    return host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`))
  })
}

function isInSubnet(host: string, subnet: string): boolean {
  const [net = '', prefix = ''] = subnet.split('/')
  const family = isIP(net) === 6 ? 'ipv6' : 'ipv4'
  if (
    isIP(host) === 0 ||
    isIP(host) !== isIP(net) ||
    !/^\d{1,3}$/.test(prefix) ||
    Number(prefix) > (family === 'ipv6' ? 128 : 32)
  )
    return false
  const block = new BlockList()
  block.addSubnet(net, Number(prefix), family)
  return block.check(host, family)
}
