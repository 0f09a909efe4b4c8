import { once } from 'node:events'
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { connect, isIPv4 } from 'node:net'
import type { Socket } from 'node:net'
import { usageError } from '@veinmind/sdk'
import { secureOptions } from '@veinmind/internal/trust'

/** How proxies are spoken to; the names of hosts are resolved by the proxy in each of these. */
const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'socks5:', 'socks5h:'])

/** The address of a proxy, `[scheme://]host:port`. Throws `GIT_PROXY_INVALID`. */
export function parseProxy(text: string): URL {
  const url = URL.parse(/^[a-z0-9]+:\/\//i.test(text) ? text : `http://${text}`)
  // The address is not said again: it may hold a password.
  if (url === null || url.hostname === '' || !SCHEMES.has(url.protocol)) {
    throw usageError('GIT_PROXY_INVALID', '--proxy is no address of a proxy', {
      hint: 'write http://host:port, https://host:port or socks5://host:port',
    })
  }
  if (url.password !== '') {
    throw usageError('GIT_PROXY_INVALID', '--proxy holds a password, which others of this machine can read', {
      hint: 'give it by HTTPS_PROXY or ALL_PROXY',
    })
  }
  return url
}

/** A connection to a host through a proxy, by CONNECT or SOCKS 5 (RFC 1928). */
export function connectThrough(
  proxy: URL,
  to: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Socket> {
  return proxy.protocol.startsWith('socks') ? connectBySocks(proxy, to, signal) : connectByHttp(proxy, to, signal)
}

interface Place {
  readonly host: string
  readonly port: number
}

async function connectByHttp(proxy: URL, { host, port }: Place, signal: AbortSignal): Promise<Socket> {
  const path = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const options = {
    method: 'CONNECT',
    host: hostOf(proxy),
    path,
    headers: { host: path },
    signal,
    agent: false as const,
  }
  const request =
    proxy.protocol === 'https:'
      ? requestSecure({ ...options, port: proxy.port || 443, ...secureOptions() })
      : requestPlain({ ...options, port: proxy.port || 80 })
  // One that gives an answer of its own has not understood.
  request.once('response', ({ statusCode }) => request.destroy(new Error(`the proxy answers ${statusCode}`)))
  request.end()
  const [{ statusCode }, socket, head] = (await once(request, 'connect')) as [
    { readonly statusCode: number },
    Socket,
    Buffer,
  ]
  if (statusCode < 200 || statusCode > 299) {
    socket.destroy()
    throw new Error(`the proxy answers ${statusCode}`)
  }
  if (head.length > 0) socket.unshift(head)
  return socket
}

async function connectBySocks(proxy: URL, { host, port }: Place, signal: AbortSignal): Promise<Socket> {
  const socket = connect(Number(proxy.port || 1080), hostOf(proxy))
  try {
    await once(socket, 'connect', { signal })
    const read = async (count: number): Promise<Buffer> => {
      for (;;) {
        const bytes = socket.read(count) as Buffer | null
        if (bytes?.length === count) return bytes
        if (bytes !== null || socket.readableEnded || socket.destroyed)
          throw new Error('the proxy closes the connection')
        await Promise.race([once(socket, 'readable', { signal }), once(socket, 'end', { signal })])
      }
    }
    // Version 5, one way to log in: none.
    socket.write(Buffer.from([5, 1, 0]))
    const [version, method] = await read(2)
    if (version !== 5 || method !== 0) throw new Error('the proxy wants a login')
    const name = Buffer.from(host)
    const address = isIPv4(host) ? [1, ...host.split('.').map(Number)] : [3, name.length, ...name]
    socket.write(Buffer.from([5, 1, 0, ...address, port >> 8, port & 255]))
    const [, reply, , kind] = await read(4)
    if (reply !== 0) throw new Error(`the proxy cannot reach it (SOCKS reply ${reply})`)
    await read((kind === 1 ? 4 : kind === 4 ? 16 : ((await read(1))[0] ?? 0)) + 2)
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '')
