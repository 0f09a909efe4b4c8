import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scan } from '@veinmind/engine'
import type { Logger } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExternalPlugin } from '../src/index.ts'

const IMAGE = buildImage(layer({ a: 'x' }))
const MANIFEST = {
  name: 'shows',
  version: '1.0.0',
  manifestVersion: 1,
  protocol: 'veinmind/1',
  commands: [{ path: ['scan'], type: 'image', data: {} }],
}
/** What a program's own rules know: here, words that begin so. */
const detect = (text: string): readonly string[] => text.match(/sec_\w+/g) ?? []

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-shown-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Everything that is said of a plugin whose executable does `body`. */
async function run(body: string): Promise<string> {
  const path = join(folder, 'plugin.mjs')
  await writeFile(
    path,
    `#!${process.execPath}
if (process.argv[2] === 'info') { console.log(${JSON.stringify(JSON.stringify(MANIFEST))}); process.exit(0) }
const { openChannel, createServiceClient } = await import(${JSON.stringify(new URL('../../internal/src/wire/index.ts', import.meta.url).href)})
const client = createServiceClient(openChannel(process.argv.flatMap((arg, at) => (process.argv[at - 1] === '--host' ? [arg] : []))))
const REPORT = 'github.com/chaitin/veinmind-tools/veinmind-common/go/service/report'
const LOG = 'github.com/chaitin/libveinmind/logging'
const report = (event) => client.call(REPORT, 'report', { class: 'risk', rule: { id: 'S-1', title: 'Shown', severity: 'low' }, locations: [], ...event })
${body}
`,
  )
  await chmod(path, 0o755)
  const said: string[] = []
  const say = (message: string, fields?: object): void => void said.push(`${message} ${JSON.stringify(fields ?? {})}`)
  const log: Logger = { error: say, warn: say, info: say, debug: say }
  const result = await scan([IMAGE], { plugins: [await openExternalPlugin(path, { detect })], log })
  return `${said.join('\n')}\n${JSON.stringify(result)}`
}

test.each([
  [
    'a password',
    `await report({ type: 'Weakpass', evidence: 'root: kX9wQ2mL', detail: { username: 'root', password: 'kX9wQ2mL', service: 'SSH' } })`,
  ],
  [
    'the value of a variable',
    `await report({ type: 'SensitiveEnv', evidence: 'A=kX9wQ2mL', detail: { key: 'A', value: 'kX9wQ2mL' } })`,
  ],
  [
    'what is marked in a file',
    `await report({ type: 'SensitiveFile', evidence: 'x: kX9wQ2mL', detail: { context_content: 'x: kX9wQ2mL', context_content_highlight_range: [3, 11] } })`,
  ],
  [
    'what rules know, in the evidence and elsewhere',
    `await report({ type: 'Own', evidence: 'it is sec_kX9wQ2mL', detail: { list: [{ text: 'kept: sec_kX9wQ2mL' }] } })`,
  ],
  [
    'what rules know, in a place',
    `await report({ type: 'Own', locations: [{ path: '/srv/sec_kX9wQ2mL' }], detail: {} })`,
  ],
  ['a line that is printed', `console.log('it is sec_kX9wQ2mL'); console.error('and sec_kX9wQ2mL')`],
  ['how it fails', `console.error('error: no sec_kX9wQ2mL'); process.exitCode = 1`],
  [
    'a failure that it names',
    `await client.call(REPORT, 'fail', { code: 'OWN', message: 'no sec_kX9wQ2mL', hint: 'give sec_kX9wQ2mL' })`,
  ],
  ['what it has not done', `await client.call(REPORT, 'incomplete', 'no sec_kX9wQ2mL')`],
  [
    'what it has seen',
    `await client.call(REPORT, 'covered', { scanned: 1, problems: [{ path: '/a', reason: 'sec_kX9wQ2mL' }], incomplete: 'sec_kX9wQ2mL' })`,
  ],
])(
  'a secret that a plugin shows and does not name is masked: %s',
  async (_, body) => {
    const said = await run(`${body}; client.close(); setTimeout(() => process.exit(), 50)`)
    expect(said).toContain('••••')
    expect(said).not.toContain('kX9wQ2')
  },
  60_000,
)

test('lines of its log', async () => {
  const said = await run(
    `await client.call(LOG, 'log', [{ level: 3, msg: 'it is sec_kX9wQ2mL', fields: { more: 'sec_kX9wQ2mL' } }]); process.exit()`,
  )
  expect(said).toContain('s••••L')
  expect(said).not.toContain('kX9wQ2')
}, 60_000)
