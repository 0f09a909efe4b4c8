import { createServer, request as ask } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'

/** What becomes of an answer of the server behind. */
export type Fate =
  | 'pass'
  /** The connection ends after so many bytes of the body. */
  | { readonly cutAfter: number }
  /** The server behind is not asked. */
  | { readonly busyFor: number }
  /** After so many bytes the rest waits for this. */
  | { readonly holdAfter: number; readonly until: Promise<unknown> }

export interface Asked {
  readonly method: string
  readonly path: string
  readonly range: string | undefined
  readonly at: number
}

export interface CuttingProxy extends AsyncDisposable {
  readonly host: string
  /** Every request, in the order in which they came. */
  readonly asked: Asked[]
  /** Called for each request. */
  fate: (asked: Asked) => Fate
}

/** A proxy before a real registry, on loopback, that breaks connections as a network does. */
export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  const server = createServer((incoming, outgoing) => {
    const one: Asked = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      range: incoming.headers.range,
      at: performance.now(),
    }
    proxy.asked.push(one)
    const fate = proxy.fate(one)
    if (typeof fate === 'object' && 'busyFor' in fate) {
      outgoing.writeHead(429, { 'retry-after': String(fate.busyFor) }).end()
      return
    }
    const options = { method: incoming.method, headers: { ...incoming.headers, host: proxy.host } }
    const behind = ask(`http://${target}${incoming.url}`, options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      void pass(answer, fate).catch(() => outgoing.destroy())
    })
    behind.on('error', () => outgoing.destroy())
    incoming.pipe(behind)

    async function pass(answer: IncomingMessage, given: Fate): Promise<void> {
      const most = typeof given === 'string' ? Infinity : 'cutAfter' in given ? given.cutAfter : Infinity
      let sent = 0
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        if (typeof given === 'object' && 'holdAfter' in given && sent + chunk.length > given.holdAfter)
          await given.until
        const part = chunk.subarray(0, most - sent)
        sent += part.length
        await new Promise((resolve) => outgoing.write(part, resolve))
        if (sent >= most) break
      }
      if (sent >= most) outgoing.destroy()
      else outgoing.end()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy: CuttingProxy = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    fate: () => 'pass',
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}
