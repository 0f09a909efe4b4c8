import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { secureOptions } from '@veinmind/internal/trust'
import type { Dispatcher, Pool } from 'undici'
import { registryError } from '../errors.ts'
import { mayLeadTo, outermost, reachOf, reachOfHost } from './address.ts'
import type { Reach } from './address.ts'
import { proxyFor } from './proxy.ts'
import type { Environment } from './proxy.ts'
import { MAX_HEADER_BYTES } from './settings.ts'
import type { Timeouts } from './settings.ts'
import { tlsMaterial } from './tls.ts'
import type { TlsOptions } from './tls.ts'

/** Connections to a registry and to the hosts that it leads to, one pool an origin. */
export interface Dispatchers {
  /** The pool for `url`. Throws `REGISTRY_REDIRECT_REFUSED` when the registry must not lead there. */
  get(url: URL): Promise<Dispatcher>
  /** Ends every connection, also those in use. */
  destroy(): Promise<void>
}

interface DispatcherOptions {
  /** Host and port of the registry. */
  readonly registry: string
  /** Hosts that may be anywhere, since the user named them. */
  readonly trustedHosts: ReadonlySet<string>
  readonly tls: TlsOptions
  readonly timeouts: Timeouts
  readonly env: Environment
  /** Asks for the addresses of a name; by default the system. */
  readonly lookup?: typeof systemLookup
}

export function createDispatchers(options: DispatcherOptions): Dispatchers {
  const pools = new Map<string, Promise<Dispatcher>>()
  const registryName = new URL(`http://${options.registry}`).hostname
  // As far out as any of its addresses that was seen: a name with a public and a loopback address is a public
  // registry's.
  let registryReach: Reach | undefined = reachOfHost(registryName)

  const registryHosts = hostsOf(options.registry)
  const named = (url: URL): boolean => registryHosts.has(url.host) || options.trustedHosts.has(url.host)

  const lookup = options.lookup ?? systemLookup
  const lookupOwn = watchedLookup(lookup, (addresses) => {
    for (const address of addresses) registryReach = outermost(registryReach ?? 'link-local', reachOf(address))
  })
  const lookupOther = watchedLookup(lookup, (addresses, hostname) => {
    for (const address of addresses) checkReach(reachOf(address), hostname)
  })

  function checkReach(reach: Reach, where: string): void {
    if (mayLeadTo(registryReach ?? 'public', reach)) return
    throw registryError('REGISTRY_REDIRECT_REFUSED', `${options.registry} leads to ${where}, a ${reach} address`, {
      hint: 'a registry may not send the scanner to addresses that are closer to this machine than itself',
    })
  }

  async function open(url: URL): Promise<Dispatcher> {
    const { Pool, ProxyAgent } = await import('undici')
    const is = { registry: registryHosts.has(url.host), sameName: url.hostname === registryName }
    const host = is.registry ? options.registry : url.host
    const material = url.protocol === 'https:' ? await tlsMaterial(host, options.tls, is) : {}
    const common: Pool.Options = {
      bodyTimeout: options.timeouts.idle,
      maxHeaderSize: MAX_HEADER_BYTES,
      allowH2: false,
    }
    const proxy = proxyFor(url, options.env)
    if (proxy !== undefined) {
      return new ProxyAgent({
        ...common,
        uri: proxy,
        connectTimeout: options.timeouts.connect,
        requestTls: material,
        ...(proxy.startsWith('https:') && { proxyTls: secureOptions() }),
      })
    }
    const connect = { ...material, timeout: options.timeouts.connect, lookup: named(url) ? lookupOwn : lookupOther }
    return new Pool(url.origin, { ...common, connect })
  }

  return {
    async get(url) {
      const reach = reachOfHost(url.hostname)
      if (reach !== undefined && !named(url)) checkReach(reach, url.host)
      let pool = pools.get(url.origin)
      if (!pool) pools.set(url.origin, (pool = open(url)))
      return await pool
    },
    async destroy() {
      const opened = await Promise.allSettled(pools.values())
      await Promise.all(
        opened.map(async (pool) => (pool.status === 'fulfilled' ? await pool.value.destroy() : undefined)),
      )
    },
  }
}

/** A registry's host as addresses have it; by scheme, since each leaves its own default port out. */
export function hostsOf(registry: string): ReadonlySet<string> {
  return new Set(['http', 'https'].map((scheme) => new URL(`${scheme}://${registry}`).host))
}

/** `lookup` with a say in what it found: an error that `watch` throws is the connection's error. */
function watchedLookup(
  lookup: typeof systemLookup,
  watch: (addresses: readonly string[], hostname: string) => void,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      try {
        watch(
          addresses.map(({ address }) => address),
          hostname,
        )
      } catch (refused) {
        return callback(refused as NodeJS.ErrnoException, [])
      }
      const [first] = addresses
      if (options.all || !first) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}
