import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SILENT } from '@veinmind/internal'
import { scanWith } from '@veinmind/plugin-testing'
import { content, defineInspector, definePlugin, imageCommand } from '@veinmind/sdk'
import type { Image, Inspector, Location, Plugin } from '@veinmind/sdk'
import { SOURCE_TREE } from '@veinmind/sdk/target'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { repoTarget } from '../src/index.ts'
import { createRepository, startGitServer } from './git-server.ts'
import type { TestRepository } from './git-server.ts'

let repository: TestRepository
let commits: Record<'first' | 'second' | 'side' | 'merge' | 'last', string>
beforeEach(() => {
  repository = createRepository()
  const first = repository.commit({ '.env': 'KEY=1\n', 'src/a.txt': 'KEY=a\n', 'copy.txt': 'KEY=a\n' })
  const second = repository.commit({ '.env': 'KEY=2\n', 'lib/.wh.x': 'KEY=wh\n' })
  repository.git('checkout', '-q', '-b', 'side', first)
  const side = repository.commit({ 'side.txt': 'KEY=side\n' })
  repository.git('checkout', '-q', 'main')
  repository.git('merge', '-q', '--no-ff', '-m', 'merge', 'side')
  const merge = repository.git('rev-parse', 'HEAD')
  rmSync(join(repository.path, '.env'))
  const last = repository.commit({ 'side.txt': 'KEY=other\n', 'package-lock.json': '{}\n' })
  repository.git('checkout', '-q', '-b', 'never-merged', first)
  repository.commit({ 'branch.txt': 'KEY=branch\n' })
  repository.git('checkout', '-q', 'main')
  commits = { first, second, side, merge, last }
})
afterEach(() => repository[Symbol.dispose]())

const FLAGS = { history: true, 'token-stdin': false, 'insecure-skip-verify': false, 'max-pack': 2048 }

async function open(word: string, flags: object = {}): Promise<Image> {
  const context = { options: { ...FLAGS, ...flags }, signal: AbortSignal.timeout(60_000), log: SILENT }
  const [found] = await Array.fromAsync(repoTarget.discover([word], context))
  if (!found || !('entity' in found)) throw new Error(JSON.stringify(found))
  return found.entity as Image
}

const keyOf = (text: string): string | undefined => /KEY=\w+/.exec(text)?.[0]

type Keys = Inspector<{ readonly key: string }>

function keysOf(id: string, more: { readonly readsPast?: true }): Keys {
  return defineInspector({
    id,
    version: 1,
    ...more,
    wants: () => content({ max: 1000 }),
    inspect: ({ bytes }) => {
      const key = keyOf(Buffer.from(bytes).toString())
      return key === undefined ? undefined : { key }
    },
  })
}
const keys = keysOf('keys', { readsPast: true })
const ofNow = keysOf('of-now', {})

/** Tells the keys of files, and where; with `name` only those of the tree. */
function tell(name: 'keys' | 'of-now'): Plugin {
  const inspector = name === 'keys' ? keys : ofNow
  return definePlugin({
    name: 'tell',
    title: 'Keys',
    description: 'tells keys',
    inspectors: [inspector],
    commands: [
      imageCommand((_image, context) => {
        for (const { record, location } of context.records(inspector))
          context.report({
            type: 'Key',
            class: 'risk',
            rule: { id: 'KEY-1', title: 'Key', severity: 'low' },
            evidence: record.key,
            locations: [location],
            detail: {},
          })
      }),
    ],
  })
}

async function told(image: Image, name: 'keys' | 'of-now' = 'keys') {
  const report = await scanWith(tell(name), image)
  const places = report.findings.map(({ evidence, locations }): [string, Location] => [
    evidence ?? '',
    locations[0] ?? {},
  ])
  const lines = places.map(
    ([key, { path, commit, layer, hiddenBy }]) =>
      `${key} ${path} ${nameOf(commit?.id)}${commit?.isGone ? ' gone' : ''}${layer || hiddenBy !== undefined ? ' layer' : ''}`,
  )
  return { report, places, lines: lines.sort() }
}

const nameOf = (id: string | undefined): string =>
  Object.entries(commits).find(([, commit]) => commit === id)?.[0] ?? (id === undefined ? '-' : 'another')

const ALL = [
  'KEY=1 /.env first gone',
  'KEY=2 /.env second gone',
  'KEY=a /copy.txt first',
  'KEY=a /src/a.txt first',
  'KEY=branch /branch.txt another gone',
  'KEY=other /side.txt last',
  'KEY=side /side.txt side gone',
  'KEY=wh /lib/%2Ewh.x second',
]

test('every content of every commit once, by the commit that brought it, with its date and author', async () => {
  const { lines, places, report } = await told(await open(repository.path))
  expect(lines).toEqual(ALL)
  expect(places[0]?.[1].commit).toMatchObject({ date: '2026-01-01T00:00:00.000Z', author: 't' })
  expect(report.targets).toMatchObject([
    { outcome: 'ok', notes: ['lib/.wh.x: its name means something else in a layer; it is read as /lib/%2Ewh.x'] },
  ])
})

test('the same from packs with chains of deltas, and over http', async () => {
  repository.git('repack', '-adfq', '--depth=50')
  expect((await told(await open(repository.path))).lines).toEqual(ALL)
  await using server = await startGitServer({ 'app.git': repository.path })
  expect((await told(await open(`${server.url}/app.git`))).lines).toEqual(ALL)
})

test('only who says so reads the past, and the tree is the file system', async () => {
  const image = await open(repository.path)
  expect(image.facts).toEqual({ [SOURCE_TREE]: true })
  const now = ALL.filter((line) => !line.endsWith('gone'))
  expect((await told(image, 'of-now')).lines).toEqual(now)
})

test('without --history a commit is an image of one layer', async () => {
  const { lines, report } = await told(await open(repository.path, { history: false, ref: commits.second }))
  expect(lines).toEqual([
    'KEY=2 /.env - layer',
    'KEY=a /copy.txt - layer',
    'KEY=a /src/a.txt - layer',
    'KEY=wh /lib/%2Ewh.x - layer',
  ])
  expect(report.targets[0]?.name).toBe(`${repository.path}@${commits.second.slice(0, 12)}`)
})

test('history that a clone does not have, and contents that are missing, are said, and the scan is partial', async () => {
  const path = join(repository.path, 'shallow')
  repository.git('clone', '-q', '--bare', '--depth=1', `file://${repository.path}`, path)
  const { report } = await told(await open(path))
  expect(report.targets).toMatchObject([
    {
      outcome: 'partial',
      reason: `commit ${commits.merge.slice(0, 12)}: it is not in the repository, which has its history in part only`,
    },
  ])
  const blob = repository.git('rev-parse', `${commits.first}:.env`)
  rmSync(join(repository.path, '.git/objects', blob.slice(0, 2), blob.slice(2)))
  const damaged = await told(await open(repository.path))
  expect(damaged.lines).toEqual(ALL.filter((line) => !line.startsWith('KEY=1')))
  expect(damaged.report.targets[0]).toMatchObject({
    outcome: 'partial',
    reason: `.env of commit ${commits.first.slice(0, 12)}: the repository does not have it`,
  })
})

test('what is no repository, or none is named', async () => {
  writeFileSync(join(repository.path, 'plain'), '')
  const context = { options: FLAGS, signal: AbortSignal.timeout(60_000), log: SILENT } as never
  await expect(Array.fromAsync(repoTarget.discover([], context))).rejects.toMatchObject({ code: 'USAGE' })
  const word = join(repository.path, 'plain')
  expect(await Array.fromAsync(repoTarget.discover([word], context))).toMatchObject([
    { target: word, error: { code: 'GIT_NOT_FOUND' } },
  ])
})
