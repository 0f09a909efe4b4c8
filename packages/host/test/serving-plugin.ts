import { chmod, writeFile } from 'node:fs/promises'

/** A manifest of `veinmind/2` whose inspector wants the content of text files. */
export const SERVING_MANIFEST: object = {
  name: 'serving',
  version: '1.0.0',
  manifestVersion: 1,
  protocol: 'veinmind/2',
  commands: [{ path: ['scan', 'image'], type: 'image', data: {} }],
  inspectors: [{ id: 'texts', version: 1, wants: [{ names: ['*.txt'], give: 'content', max: 1000 }] }],
}

/**
 * Writes an executable that speaks `veinmind/2` with nothing but the protocol: `inspect(file)` gives a result, `wants(entry)` a list of
 * wants, `scan(task)` works with `call(namespace, name, ...args)`. Each is the body of a function.
 */
export async function writeServingPlugin(
  path: string,
  { inspect = '', wants = '', scan = '', manifest = {}, first = '' }: Readonly<Record<string, string | object>>,
): Promise<string> {
  await writeFile(
    path,
    `#!${process.execPath}
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { appendFileSync } from 'node:fs'
if (process.argv[2] === 'info') { console.log(${JSON.stringify(JSON.stringify({ ...SERVING_MANIFEST, ...(manifest as object) }))}); process.exit(0) }
const ENTITY = 'veinmind/entity/1', RECORDS = 'veinmind/records/1', FACTS = 'veinmind/facts/1', WORK = 'veinmind/work/1'
const REPORT = 'github.com/chaitin/veinmind-tools/veinmind-common/go/service/report'
const channel = new Socket({ fd: 3 })
const lines = createInterface({ input: channel })[Symbol.asyncIterator]()
let sequence = 0
const call = async (namespace, name, ...args) => {
  channel.write(JSON.stringify({ sequence: ++sequence, type: 'call', namespace, name, args }) + '\\n')
  const own = sequence
  let answer
  do {
    const { value, done } = await lines.next()
    if (done) process.exit(0)
    answer = JSON.parse(value)
  } while (answer.sequence !== own)
  const { reply = [], error } = answer
  if (error) throw new Error(error)
  return reply[0] ?? null
}
const text = (file) => Buffer.from(file.content ?? '', 'base64').toString()
const records = async () => (await call(RECORDS, 'next', await call(RECORDS, 'open'))).records
const report = (detail, locations = []) => call(REPORT, 'report', { type: 'Demo', class: 'info', locations, detail })
const inspect = async (file) => { ${inspect as string} }
const wants = async (entry) => { ${wants as string} }
const scan = async (task) => { ${scan as string} }
${first as string}
let answer = null
for (let task; (task = await call(WORK, 'next', answer)) !== null; ) {
  if (task.do === 'inspect') { answer = { results: [] }; for (const file of task.files) answer.results.push((await inspect(file)) ?? {}) }
  else if (task.do === 'wants') { answer = { wants: [] }; for (const entry of task.entries) answer.wants.push(await wants(entry)) }
  else answer = (await scan(task)) ?? {}
}
process.exit(0)
`,
  )
  await chmod(path, 0o755)
  return path
}
