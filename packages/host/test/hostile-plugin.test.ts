import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scan } from '@veinmind/engine'
import { buildImage, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExternalPlugin } from '../src/index.ts'
import { writeRawPlugin } from './raw-plugin.ts'

// What a plugin may do to its channel: each is an error to whom it concerns, and the host goes on.
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-hostile-'))
})
afterAll(() => rm(folder, { recursive: true }))

const IMAGE = buildImage(layer({ 'srv/app.conf': 'x=1\n' }))
let count = 0

async function run(body: string, options = {}) {
  const plugin = await openExternalPlugin(await writeRawPlugin(join(folder, `raw-${++count}.mjs`), body))
  const report = await scan([IMAGE], { plugins: [plugin], ...options })
  const [{ outcome = '', reason = '' } = {}] = report.plugins
  return { outcome, reason, numbers: report.assets.map(({ detail }) => Number(detail['n'])).toSorted((a, b) => a - b) }
}

test('requests split at every byte', async () => {
  const body = `for (const byte of Buffer.from(report(1))) { await send(Buffer.of(byte)) }
    if ((await receive()).sequence !== 1) process.exit(1)`
  expect(await run(body)).toMatchObject({ outcome: 'ok', numbers: [1] })
})

test('requests glued together, numbered in any order', async () => {
  const body = `await send([7, 3, 5].map(report).join(''))
    const answers = [await receive(), await receive(), await receive()].map(({ sequence }) => sequence).sort()
    if (answers.join() !== '3,5,7') process.exit(1)`
  expect(await run(body)).toMatchObject({ outcome: 'ok', numbers: [3, 5, 7] })
})

test('a call that takes long does not hold up the next', async () => {
  const body = `await send(call(1, 'veinmind/entity/1', 'find', { patterns: ['/**'] }))
    await send(call(2, 'veinmind/entity/1', 'next', (await receive()).reply[0]) + report(3))
    const order = [await receive(), await receive()].map(({ sequence }) => sequence)
    if (order.join() !== '3,2') { console.error(order); process.exit(1) }`
  expect(await run(body)).toMatchObject({ outcome: 'ok', numbers: [3] })
})

test('malformed requests', async () => {
  const body = `await send('garbage ]] ,7 ' + '{"sequence":0,""}\\n' + '{"sequence":1,,}' + '{"sequence":2,"type":5}' + '{"sequence":3,"type":"call"}' + report(4))
    const answers = []
    while (answers.at(-1)?.sequence !== 4) answers.push(await receive())
    if (answers.slice(0, -1).some(({ error }) => !error)) process.exit(1)`
  expect(await run(body)).toMatchObject({ outcome: 'ok', numbers: [4] })
})

test('a request of 300 MB is not kept', async () => {
  const body = `await send('{"sequence":1,"type":"call","args":["')
    const part = Buffer.alloc(1 << 20, 'x')
    for (let at = 0; at < 300; at++) await send(part)
    await send('"]}' + report(2))
    const { sequence, error } = await receive()
    if (sequence !== 1 || !error.includes('longer than')) process.exit(1)
    await receive()`
  const before = process.memoryUsage().rss
  expect(await run(body)).toMatchObject({ outcome: 'ok', numbers: [2] })
  expect(process.memoryUsage().rss - before).toBeLessThan(200e6)
})

test('a request that never ends', async () => {
  expect(await run(`await send('{"sequence":1,"type":"call","args":[')`)).toMatchObject({ outcome: 'ok', numbers: [] })
  const body = `await send('{"sequence":1,'); await wait(1e6)`
  expect(await run(body, { pluginTimeout: 1000 })).toMatchObject({
    outcome: 'failed',
    reason: expect.stringContaining('longer than 1 s'),
  })
})

test('answers that are never read: the host waits, and does not grow', async () => {
  const body = `channel.pause(); for (let n = 0; ; n++) await send(report(n % 10).repeat(100))`
  const before = process.memoryUsage().rss
  const { outcome, numbers } = await run(body, { pluginTimeout: 3000 })
  expect([outcome, numbers.length]).toEqual(['partial', 10])
  expect(process.memoryUsage().rss - before).toBeLessThan(200e6)
})

test('a channel that the plugin closes, and one that it breaks in the middle of an answer', async () => {
  expect(await run(`await send(report(1)); await receive(); channel.end(); await wait(50)`)).toMatchObject({
    outcome: 'ok',
    numbers: [1],
  })
  expect(await run(`await send(report(1)); channel.destroy(); await wait(50)`)).toMatchObject({ outcome: 'ok' })
})

test('a process that gets away and holds the channel does not hold the host', async () => {
  const pid = join(folder, 'got-away')
  const body = `await send(report(1)); await receive()
    const { spawn } = await import('node:child_process')
    const { writeFileSync } = await import('node:fs')
    const child = spawn('sleep', ['1000'], { detached: true, stdio: ['ignore', 1, 2, 3] })
    writeFileSync(${JSON.stringify(pid)}, String(child.pid))`
  const started = Date.now()
  expect(await run(body)).toMatchObject({ outcome: 'ok', numbers: [1] })
  expect(Date.now() - started).toBeLessThan(15_000)
  process.kill(Number(await readFile(pid, 'utf8')), 'SIGKILL')
})

test('more printed than the log takes is counted, and a line that is cut says so', async () => {
  const lines: [string, unknown][] = []
  const add = (message: string, fields?: unknown) => void lines.push([message, fields])
  const body = `await new Promise((done) => process.stderr.write('x'.repeat(5000) + '\\nline'.repeat(1499) + '\\n', done)); await wait(50)`
  expect(await run(body, { log: { error: add, warn: add, info: add, debug: add } })).toMatchObject({ outcome: 'ok' })
  const printed = lines.filter(([message]) => message === 'a plugin prints')
  expect(printed).toHaveLength(1000)
  expect(printed[0]?.[1]).toMatchObject({ line: `${'x'.repeat(1000)}…` })
  expect(lines).toContainEqual(['a plugin prints more than the log takes', expect.objectContaining({ leftOut: 500 })])
})

test('a plugin that ends itself by a signal keeps what it reported', async () => {
  const body = `await send(report(1)); await receive(); process.kill(process.pid, 'SIGKILL'); await wait(1e6)`
  expect(await run(body)).toMatchObject({
    outcome: 'partial',
    reason: expect.stringContaining('SIGKILL'),
    numbers: [1],
  })
})

test.runIf(process.platform === 'linux')(
  'a host that is killed takes its plugin with it, and the next removes what it left',
  async () => {
    const started = join(folder, 'started')
    const path = await writeRawPlugin(
      join(folder, 'waits.mjs'),
      `const { writeFileSync } = await import('node:fs'); writeFileSync(${JSON.stringify(started)}, String(process.pid)); await wait(1e6)`,
    )
    // In a folder of its own: any scan of this machine removes what is left.
    const env = { ...process.env, TMPDIR: folder }
    const host = spawn(process.execPath, [fileURLToPath(new URL('scan-and-wait.ts', import.meta.url)), path], {
      stdio: 'ignore',
      env,
    })
    const leftBy = async (pid: number | undefined) =>
      (await readdir(folder)).filter((name) => name.startsWith(`veinmind-plugin-${pid}-`))
    while (!existsSync(started) || (await readFile(started, 'utf8')) === '')
      await new Promise((resolve) => setTimeout(resolve, 20))
    const plugin = Number(await readFile(started, 'utf8'))
    expect(existsSync(`/proc/${plugin}`)).toBe(true)
    host.kill('SIGKILL')
    await once(host, 'exit')
    const deadline = Date.now() + 20_000
    while (existsSync(`/proc/${plugin}`) && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20))
    expect(existsSync(`/proc/${plugin}`)).toBe(false)
    expect(await leftBy(host.pid)).toHaveLength(1)
    const next = spawn(
      process.execPath,
      [fileURLToPath(new URL('scan-and-wait.ts', import.meta.url)), await writeRawPlugin(join(folder, 'ends.mjs'), '')],
      { env },
    )
    await once(next, 'exit')
    expect(await leftBy(host.pid)).toEqual([])
  },
)

test('what a plugin says of its coverage is bounded, and refused where it is no count', async () => {
  const REPORT = `'github.com/chaitin/veinmind-tools/veinmind-common/go/service/report'`
  const body = `let n = 0
    const say = async (name, value) => { await send(call(++n, ${REPORT}, name, value)); return (await receive()).error }
    const wrong = [null, 7, [], { scanned: -1 }, { scanned: 1.5 }, { scanned: 1e400 }, { skipped: { x: 'y' } }, { problems: 'x' }, { problems: [1] }, { layers: [-1] }, { errors: [null] }]
    for (const each of wrong) if (await say('covered', each) === undefined) { console.error(each); process.exit(1) }
    const problems = Array.from({ length: 50_000 }, (_, path) => ({ path: '/' + path, reason: 'x'.repeat(100_000 / (path + 1)) }))
    await say('covered', { scanned: 3, errored: 2, layers: [0, 99], problems, errors: Array.from({ length: 5000 }, () => ({ code: 'BROKEN', message: 'x'.repeat(5000) })) })
    let refused
    for (let at = 0; at < 200; at++) refused = await say('covered', {})
    if (!refused.includes('more than 100 times')) process.exit(1)
    await say('fail', { code: 'not a code', message: 'it says so' })`
  const plugin = await openExternalPlugin(await writeRawPlugin(join(folder, 'covers.mjs'), body))
  const { plugins, errors, targets } = await scan([IMAGE], { plugins: [plugin] })
  expect(plugins).toMatchObject([
    { outcome: 'failed', reason: expect.stringContaining('it says so'), coverage: { scanned: 3, errored: 2 } },
  ])
  expect(plugins[0]?.coverage.problems).toHaveLength(1000)
  expect(errors).toHaveLength(21)
  expect(errors).toContainEqual(expect.objectContaining({ code: 'HOST_PLUGIN_FAILED', message: 'it says so' }))
  expect(Math.max(...errors.map(({ message }) => message.length))).toBeLessThanOrEqual(1_020)
  expect(targets[0]?.layers).toMatchObject([{ source: 'read' }])
})
