import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A SOCKS 5 proxy without a login (RFC 1928) that leads to one port of this machine, whatever host it is asked for. */
export async function startSocksProxy(
  port: number,
): Promise<AsyncDisposable & { readonly url: string; readonly asked: string[] }> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    sockets.add(client.on('error', () => {}))
    void serve(client).catch(() => client.destroy())
  })
  const serve = async (client: Socket): Promise<void> => {
    const [, count = 0] = await read(client, 2)
    await read(client, count)
    client.write(Buffer.from([5, 0]))
    const [, , , kind] = await read(client, 4)
    const host =
      kind === 1 ? (await read(client, 4)).join('.') : (await read(client, (await read(client, 1))[0] ?? 0)).toString()
    asked.push(`${host}:${(await read(client, 2)).readUInt16BE()}`)
    const upstream = connect(port, '127.0.0.1')
    sockets.add(upstream.on('error', () => {}))
    await once(upstream, 'connect')
    client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]))
    upstream.pipe(client).pipe(upstream)
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `socks5h://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

async function read(socket: Socket, count: number): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(count) as Buffer | null
    if (bytes) return bytes
    await once(socket, 'readable')
  }
}
