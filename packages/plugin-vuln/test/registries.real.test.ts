import { buildDatabase, openDatabase } from '@veinmind/advisories'
import {
  removeTemporary,
  requireTools,
  run,
  startDistribution,
  startDockerRegistry,
  temporaryFolder,
} from '@veinmind/services'
import type { RegistryServer } from '@veinmind/services'
import { openRegistry, pullArtifact, pushArtifact } from '@veinmind/target-registry'
import { createRandom } from '@veinmind/testing'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCuttingProxy } from './cutting-proxy.ts'
import type { Asked } from './cutting-proxy.ts'

const BIN = join(import.meta.dirname, '../src/bin.ts')

/** The command itself, in a process of its own. */
const db = (...args: readonly string[]) =>
  run(process.execPath, [BIN, 'db', ...args, '--lang', 'en'], { allow: [0, 2, 3] })

const isBlob = ({ method, path }: Asked): boolean => method === 'GET' && path.includes('/blobs/')

let folder = ''
/** Data folders: the database of yesterday, and that of today, of which one group is as it was. */
const dataOf = (name: string): string => join(folder, name)

beforeAll(async () => {
  folder = temporaryFolder('registries')
  for (const day of [1, 2]) await makeDatabase(day)
})
afterAll(() => removeTemporary(folder))

/** Some hundred kilobytes that cannot be compressed, so that there is something to break off. */
async function makeDatabase(day: number): Promise<void> {
  const random = createRandom(day)
  const text = (): string => Array.from({ length: 60 }, () => random().toString(36).slice(2)).join(' ')
  const record = (id: string, ecosystem: string, name: string, details: string): object => ({
    id,
    modified: `2026-11-0${day}T00:00:00Z`,
    details,
    affected: [{ package: { ecosystem, name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }],
  })
  const languages = Array.from({ length: 600 }, (_, at) =>
    record(`GHSA-aaaa-bbbb-${String(at).padStart(4, '0')}`, 'npm', `name-${at}`, text()),
  )
  const debian = { ...record('DSA-1-1', 'Debian:12', 'openssl', 'as it was'), modified: '2026-10-01T00:00:00Z' }
  const from = dataOf(`from-${day}`)
  mkdirSync(from)
  writeFileSync(join(from, 'list.json'), JSON.stringify([...languages, debian]))
  await buildDatabase({ from: [from], folder: join(dataOf(`day-${day}`), 'advisories') })
}

async function dateIn(data: string): Promise<string | undefined> {
  using database = await openDatabase(join(data, 'advisories'))
  return database?.info.date
}

const REGISTRIES: readonly [string, () => Promise<RegistryServer>][] = [
  ['docker-registry 2.8', startDockerRegistry],
  ['distribution v3', startDistribution],
]

describe.each(REGISTRIES)('%s', (_name, start) => {
  let registry: RegistryServer
  let proxy: Awaited<ReturnType<typeof startCuttingProxy>>
  let number = 0
  /** A folder of a user who has that of yesterday. */
  const newUser = async (has?: string): Promise<string> => {
    const data = dataOf(`user-${_name.slice(0, 3)}-${(number += 1)}`)
    if (has !== undefined) await db('pull', `${registry.host}/${has}`, '--data-dir', data)
    proxy.asked.length = 0
    proxy.fate = () => 'pass'
    return data
  }
  const through = (name: string): string => `oci://${proxy.host}/${name}`

  beforeAll(async () => {
    registry = await start()
    proxy = await startCuttingProxy(registry.host)
    for (const day of [1, 2]) await db('push', `${registry.host}/advisories:${day}`, '--data-dir', dataOf(`day-${day}`))
  })
  afterAll(async () => {
    await proxy[Symbol.asyncDispose]()
    await registry.stop()
  })

  test('what has changed is brought, and nothing else', async () => {
    const data = await newUser('advisories:1')
    const { stdout, stderr } = await db('update', through('advisories:2'), '--data-dir', data)
    expect([stdout, stderr]).toEqual([expect.stringContaining('of 2026-11-02: 1 of 2 files are new'), ''])
    // The index and the one group.
    expect(proxy.asked.filter(isBlob)).toHaveLength(2)
    expect(await dateIn(data)).toBe('2026-11-02')
    const again = await db('update', through('advisories:2'), '--data-dir', data)
    expect(again.stdout).toContain('nothing has changed')
  })

  test('cut in the middle it is continued where it broke off', async () => {
    const data = await newUser()
    proxy.fate = (asked) => (isBlob(asked) && asked.range === undefined ? { cutAfter: 60_000 } : 'pass')
    const { code, stderr } = await db('update', through('advisories:1'), '--data-dir', data)
    expect([code, stderr]).toEqual([0, ''])
    // What was on its way when it broke is lost.
    expect(proxy.asked.flatMap(({ range }) => range ?? [])).toEqual([expect.stringMatching(/^bytes=[1-9]\d*-$/)])
    expect(await dateIn(data)).toBe('2026-11-01')
  })

  test('429 is waited out as long as Retry-After says', async () => {
    const data = await newUser()
    let refused: Asked | undefined
    proxy.fate = (asked) => {
      if (refused !== undefined || !isBlob(asked)) return 'pass'
      refused = asked
      return { busyFor: 1 }
    }
    const { code } = await db('update', through('advisories:1'), '--data-dir', data)
    expect([code, await dateIn(data)]).toEqual([0, '2026-11-01'])
    const next = proxy.asked[proxy.asked.indexOf(refused!) + 1]
    expect([next?.path, (next?.at ?? 0) - (refused?.at ?? 0) > 990]).toEqual([refused?.path, true])
  })

  test('while it comes, and where it never comes whole, the old one is there', async () => {
    const data = await newUser('advisories:1')
    const gate = Promise.withResolvers<void>()
    const held = Promise.withResolvers<void>()
    proxy.fate = (asked) => {
      // The index is the first and small.
      if (!isBlob(asked) || proxy.asked.filter(isBlob).length < 2) return 'pass'
      held.resolve()
      return { holdAfter: 1000, until: gate.promise }
    }
    const update = db('update', through('advisories:2'), '--data-dir', data)
    await held.promise
    expect(await dateIn(data)).toBe('2026-11-01')
    gate.resolve()
    expect((await update).code).toBe(0)
    expect(await dateIn(data)).toBe('2026-11-02')
  })

  test('a connection that always breaks leaves the old one as it was', async () => {
    const data = await newUser('advisories:1')
    proxy.fate = (asked) => (isBlob(asked) && proxy.asked.filter(isBlob).length > 1 ? { cutAfter: 10 } : 'pass')
    const { code, stderr } = await db('update', through('advisories:2'), '--data-dir', data)
    expect([code, stderr]).toEqual([3, expect.stringMatching(/REGISTRY_|ADVISORIES_DAMAGED/)])
    expect(await dateIn(data)).toBe('2026-11-01')
  })

  test('a dead mirror is passed over, with what it died of', async () => {
    const data = await newUser()
    const dead = `oci://127.0.0.1:1/advisories:1`
    const { code, stdout, stderr } = await db('update', dead, through('advisories:1'), '--data-dir', data)
    expect([code, stdout]).toEqual([0, expect.stringContaining('2 of 2 files are new')])
    expect(stderr).toMatch(/the next is asked.*REGISTRY_UNREACHABLE/)
  })

  test('two at once share one: every blob is brought once', async () => {
    const data = await newUser()
    const gate = Promise.withResolvers<void>()
    const indexes = new Set<Asked>()
    const digestOfIndex = async (): Promise<string> => {
      const client = openRegistry(registry.host, { plainHttp: true })
      const { files } = await pullArtifact(client, 'advisories:1')
      await client[Symbol.asyncDispose]()
      return files.find(({ name }) => name === 'index.json')?.digest ?? ''
    }
    const index = await digestOfIndex()
    proxy.fate = (asked) => {
      if (!isBlob(asked)) return 'pass'
      if (asked.path.endsWith(index)) {
        indexes.add(asked)
        if (indexes.size === 2) gate.resolve()
        return 'pass'
      }
      // Until both have begun.
      return { holdAfter: 0, until: gate.promise }
    }
    const both = await Promise.all([1, 2].map(() => db('update', through('advisories:1'), '--data-dir', data)))
    expect(both.map(({ code }) => code)).toEqual([0, 0])
    const said = both.map(({ stdout }) => /2 of 2|nothing has/.exec(stdout)?.[0])
    expect(new Set(said)).toEqual(new Set(['2 of 2', 'nothing has']))
    const groups = proxy.asked.filter((asked) => isBlob(asked) && !asked.path.endsWith(index)).map(({ path }) => path)
    expect(groups).toHaveLength(2)
    expect(new Set(groups).size).toBe(2)
  })

  test('one that was killed leaves no lock, and what it had whole is not brought again', async () => {
    const data = await newUser()
    const started = Promise.withResolvers<void>()
    proxy.fate = (asked) => {
      if (!isBlob(asked) || proxy.asked.filter(isBlob).length < 3) return 'pass'
      started.resolve()
      return { holdAfter: 1000, until: new Promise(() => {}) }
    }
    const child = spawn(process.execPath, [BIN, 'db', 'update', through('advisories:1'), '--data-dir', data])
    await started.promise
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await dateIn(data)).toBeUndefined()
    proxy.fate = () => 'pass'
    proxy.asked.length = 0
    const { code } = await db('update', through('advisories:1'), '--data-dir', data)
    expect([code, await dateIn(data)]).toEqual([0, '2026-11-01'])
    expect(proxy.asked.filter(isBlob)).toHaveLength(2)
    expect(readdirSync(join(data, 'advisories')).filter((name) => name.startsWith('.'))).toEqual(['.lock'])
  })

  test('a blob that the registry holds altered is refused, the old one stays', async () => {
    const data = await newUser('advisories:1')
    await db('push', `${registry.host}/altered:1`, '--data-dir', dataOf('day-2'))
    const client = openRegistry(registry.host, { plainHttp: true })
    const { files } = await pullArtifact(client, 'altered:1')
    await client[Symbol.asyncDispose]()
    const digest = files.find(({ name }) => name.startsWith('languages'))?.digest.slice(7) ?? ''
    const path = join(registry.folder, 'store/docker/registry/v2/blobs/sha256', digest.slice(0, 2), digest, 'data')
    const whole = readFileSync(path)
    const altered = Buffer.from(whole)
    altered[altered.length >> 1] = (altered[altered.length >> 1] ?? 0) ^ 1
    writeFileSync(path, altered)
    const { code, stderr } = await db('update', through('altered:1'), '--data-dir', data)
    writeFileSync(path, whole)
    expect([code, stderr]).toEqual([3, expect.stringMatching(/ADVISORIES_DAMAGED|REGISTRY_DIGEST_MISMATCH/)])
    expect(await dateIn(data)).toBe('2026-11-01')
  })

  test('a newer schema, a cut file and what is no database are refused by name', async () => {
    const data = await newUser('advisories:1')
    const client = openRegistry(registry.host, { plainHttp: true })
    const { artifactType, files } = await pullArtifact(client, 'advisories:2')
    const contents = await Promise.all(
      files.map(async (file) => ({ name: file.name, mediaType: file.mediaType, content: await file.bytes() })),
    )
    const push = (name: string, change: (file: (typeof contents)[number]) => Uint8Array): Promise<unknown> =>
      pushArtifact(client, name, {
        artifactType: name.startsWith('other') ? 'application/vnd.example' : artifactType,
        files: contents.map((file) => ({ ...file, content: change(file) })),
      })
    await push('newer:1', ({ name, content }) =>
      name === 'index.json'
        ? Buffer.from(
            Buffer.from(content)
              .toString()
              .replace(/"schema": \d+/, '"schema": 99'),
          )
        : content,
    )
    await push('cut:1', ({ name, content }) =>
      name === 'index.json' ? content : content.subarray(0, content.length / 2),
    )
    await push('other:1', ({ content }) => content)
    await client[Symbol.asyncDispose]()
    const codes: string[] = []
    for (const name of ['newer:1', 'cut:1', 'other:1', 'none:1']) {
      const { code, stderr } = await db('update', through(name), '--data-dir', data)
      codes.push(`${code} ${/[A-Z]+(?:_[A-Z]+)+/.exec(stderr)?.[0]}`)
    }
    expect(codes).toEqual(['3 ADVISORIES_NEWER', '3 ADVISORIES_DAMAGED', '3 DB_NOT_A_DATABASE', '3 REGISTRY_NOT_FOUND'])
    expect(await dateIn(data)).toBe('2026-11-01')
  })

  test('--db-key: signed with that key, with another, not at all', async () => {
    const { openssl } = await requireTools(['openssl'])
    const key = async (name: string, ...how: readonly string[]): Promise<readonly [string, string]> => {
      const [own, given] = [dataOf(`${name}.pem`), dataOf(`${name}.pub`)]
      await run(openssl, ['genpkey', ...how, '-out', own])
      await run(openssl, ['pkey', '-in', own, '-pubout', '-out', given])
      return [own, given]
    }
    const [sign, pin] = await key('mine', '-algorithm', 'ed25519')
    const [, other] = await key('theirs', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256')
    await db('push', `${registry.host}/signed:1`, '--data-dir', dataOf('day-1'), '--sign-key', sign)
    const data = await newUser()
    const pull = async (name: string, pinned: string, to = data): Promise<string> => {
      const { code, stderr } = await db('pull', `${proxy.host}/${name}`, '--data-dir', to, '--db-key', pinned)
      return `${code} ${/[A-Z]+(?:_[A-Z]+)+/.exec(stderr)?.[0] ?? ''}`
    }
    expect(await pull('signed:1', other)).toBe('3 ADVISORIES_SIGNATURE_WRONG')
    expect(await pull('advisories:1', pin)).toBe('3 ADVISORIES_UNSIGNED')
    expect(await dateIn(data)).toBeUndefined()
    expect(await pull('signed:1', pin)).toBe('0 ')
    // Who passes it on needs no key.
    await db('push', `${registry.host}/passed-on:1`, '--data-dir', data)
    expect(await pull('passed-on:1', pin, await newUser())).toBe('0 ')
    expect(await pull('passed-on:1', dataOf('from-1/list.json'), await newUser())).toBe('2 ADVISORIES_KEY_INVALID')
  })
})

test('where there is no room it says how much is needed, and the old one stays', async () => {
  const file = dataOf('db.tar')
  await db('export', file, '--data-dir', dataOf('day-2'))
  const small = dataOf('small')
  mkdirSync(small)
  const script = 'mount -t tmpfs -o size=4m none "$0" && exec "$@"'
  const args = [BIN, 'db', 'import', file, '--data-dir', small, '--lang', 'en']
  const { code, stderr } = await run(
    'unshare',
    ['--mount', '--propagation', 'private', 'sh', '-c', script, small, process.execPath, ...args],
    { allow: [3] },
  )
  expect([code, stderr]).toEqual([3, expect.stringMatching(/ADVISORIES_NO_SPACE.*needs \d+ MiB/)])
})

test('carried into a network that is closed', async () => {
  const file = dataOf('carried.tar')
  await db('export', file, '--data-dir', dataOf('day-1'))
  const data = dataOf('closed')
  const closed = (...args: readonly string[]) =>
    run('unshare', ['--net', process.execPath, BIN, 'db', ...args, '--lang', 'en'], { allow: [0, 3] })
  const { code, stdout } = await closed('import', file, '--data-dir', data)
  expect([code, stdout]).toEqual([0, expect.stringContaining('2 of 2 files are new')])
  expect((await closed('update', 'oci://registry.example.com/advisories:1', '--data-dir', data)).code).toBe(3)
  expect(await dateIn(data)).toBe('2026-11-01')
})
