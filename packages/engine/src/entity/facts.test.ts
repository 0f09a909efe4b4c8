import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Entity, Fact, Plugin, ScanContext } from '@veinmind/sdk'
import { definePlugin, imageCommand } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { beforeEach, expect, test } from 'vitest'
import { counted } from '../../test/helpers.ts'
import { accounts, count, made, passwd } from '../../test/shared-accounts.ts'
import { openCache, scan } from '../index.ts'

const RULE = { id: 'F-1', title: 'Found', severity: 'low' } as const

/** A plugin that reports what it is told. */
function teller(
  name: string,
  tell: (context: ScanContext) => Promise<string> | string,
  more: Partial<Parameters<typeof definePlugin>[0]> = {},
): Plugin {
  const run = async (_entity: Entity, context: ScanContext): Promise<void> =>
    context.report({
      type: 'Told',
      class: 'risk',
      rule: RULE,
      locations: [],
      detail: {},
      evidence: `${name}: ${await tell(context)}`,
    })
  return definePlugin({
    name,
    title: name,
    version: '1.0.0',
    facts: [accounts, count],
    ...more,
    commands: [imageCommand(run)],
  })
}

const asking = (name: string, fact: Fact = accounts): Plugin =>
  teller(name, async (context) => JSON.stringify(await context.fact(fact)))
const evidences = ({ findings }: Awaited<ReturnType<typeof scan>>): readonly string[] =>
  findings.map(({ evidence = '' }) => evidence).sort((a, b) => (a < b ? -1 : 1))
const passwdOf = (text: string): Entity => buildImage(layer({ 'etc/passwd': text, 'etc/group': 'root:x:0:' }))

beforeEach(() => made.splice(0))

test('a fact is made once an entity, for all plugins that ask, in their process or in workers', async () => {
  const images = [passwdOf('root:x:0:0::/:\nmysql:x:5:5::/:\n'), passwdOf('root:x:0:0::/:\n')]
  const report = await scan(images, { plugins: [asking('a'), asking('b', count), teller('c', () => 'nothing')] })
  expect(evidences(report)).toEqual([
    'a: ["root","and groups"]',
    'a: ["root","mysql","and groups"]',
    'b: 2',
    'b: 3',
    'c: nothing',
    'c: nothing',
  ])
  expect(made).toHaveLength(2)
  expect(report.errors).toEqual([])
  expect(report.plugins.map(({ name, outcome, coverage }) => [name, outcome, coverage.scanned])).toEqual([
    ['a', 'ok', 2],
    ['b', 'ok', 2],
    ['c', 'ok', 2],
  ])
})

test('nobody asks: it is not made', async () => {
  await scan([passwdOf('root:x:0:0::/:\n')], { plugins: [teller('c', () => 'nothing')] })
  expect(made).toEqual([])
})

test('a failure, and what is not known, are told to each that asks', async () => {
  const report = await scan([passwdOf('broken:x:1:1::/:\n')], {
    plugins: [asking('a'), asking('b', count), teller('c', () => 'well')],
  })
  expect(report.plugins.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual(['a failed', 'b failed', 'c ok'])
  expect(report.errors.map(({ code, message, plugin }) => `${plugin} ${code} ${message}`)).toEqual([
    'a ENGINE_FACT_FAILED @test/accounts could not be found out: a line is broken',
    'b ENGINE_FACT_FAILED @test/count could not be found out: @test/accounts could not be found out: a line is broken',
  ])
  const partial = await scan([passwdOf('unknown:x:1:1::/:\n')], {
    plugins: [asking('a'), asking('b', count), teller('c', () => 'well')],
  })
  expect(
    partial.plugins.map(
      ({ name, outcome, coverage }) =>
        `${name} ${outcome} ${coverage.problems.map(({ path, reason }) => `${path} ${reason}`).join()}`,
    ),
  ).toEqual(['a partial /etc/passwd an account is not known', 'b partial /etc/passwd an account is not known', 'c ok '])
})

test('a target may bring it along: it is not made, and its inspectors’ records are not looked at', async () => {
  const report = await scan([{ ...passwdOf('root:x:0:0::/:\n'), facts: { '@test/accounts': ['from the target'] } }], {
    plugins: [asking('a'), asking('b', count)],
  })
  expect(evidences(report)).toEqual(['a: ["from the target"]', 'b: 1'])
  expect(made).toEqual([])
})

test('what is not listed is not to be had', async () => {
  const report = await scan([passwdOf('root:x:0:0::/:\n')], {
    plugins: [
      teller('a', async (context) => JSON.stringify(await context.fact(accounts)), { facts: [] }),
      teller('b', (context) => String(context.records(passwd).length)),
      teller('c', (context) => String(context.records(passwd).length), { facts: [], inspectors: [passwd] }),
    ],
  })
  expect(report.errors.map(({ plugin, code }) => `${plugin} ${code}`)).toEqual([
    'a ENGINE_FACT_UNKNOWN',
    'b ENGINE_INSPECTOR_UNKNOWN',
  ])
  expect(evidences(report)).toEqual(['c: 1'])
})

test('a shared inspector has its records in the cache once, whichever plugin listed it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'engine-facts-'))
  const cached = async (plugin: Plugin, image: ReturnType<typeof counted>): ReturnType<typeof scan> =>
    scan([image], { plugins: [plugin], cache: await openCache({ directory, key: Buffer.alloc(32) }) })
  const image = counted(passwdOf('root:x:0:0::/:\n') as ReturnType<typeof buildImage>)
  await cached(
    teller('a', (context) => String(context.records(passwd).length), { facts: [], inspectors: [passwd] }),
    image,
  )
  const opened = [...image.opened]
  const report = await cached(
    teller('b', (context) => String(context.records(passwd).length), { facts: [], inspectors: [passwd] }),
    image,
  )
  expect(evidences(report)).toEqual(['b: 1'])
  expect(image.opened).toEqual(opened)
  await rm(directory, { recursive: true })
})
