import { chmod, writeFile } from 'node:fs/promises'

const MANIFEST = {
  name: 'raw',
  version: '1.0.0',
  manifestVersion: 1,
  protocol: 'veinmind/1',
  commands: [{ path: ['scan', 'image'], type: 'image', data: {} }],
}

/**
 * Writes an executable that answers `info` and, in a scan, runs `body` with the bare channel: `send(bytes)` resolves when they
 * are on their way, `receive()` gives the next line of the host, `report(n)` is the text of a request.
 */
export async function writeRawPlugin(path: string, body: string): Promise<string> {
  await writeFile(path, rawPluginText(body))
  await chmod(path, 0o755)
  return path
}

/** The text of such an executable; `more` joins its manifest. */
export function rawPluginText(body: string, more: object = {}): string {
  return `#!${process.execPath}
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
if (process.argv[2] === 'info') { console.log(${JSON.stringify(JSON.stringify({ ...MANIFEST, ...more }))}); process.exit(0) }
const channel = new Socket({ fd: 3 })
const send = (bytes) => new Promise((resolve) => channel.write(bytes, resolve))
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
let lines
const receive = async () => { lines ??= createInterface({ input: channel })[Symbol.asyncIterator](); return JSON.parse((await lines.next()).value) }
const call = (sequence, namespace, name, ...args) => JSON.stringify({ sequence, type: 'call', namespace, name, args })
const report = (n) => call(n, 'github.com/chaitin/veinmind-tools/veinmind-common/go/service/report', 'report',
  { type: 'Demo', class: 'info', locations: [], detail: { n } })
${body}
process.exit(0)
`
}
