import { scan } from '@veinmind/engine'
import { definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin, ScanContext } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test, vi } from 'vitest'
import { accounts, passwd } from './shared-accounts.ts'

/** A plugin that tells how many accounts there are, as it counts them. */
const counting = (
  name: string,
  count: (context: ScanContext) => number | Promise<number>,
  uses: Pick<Plugin, 'facts' | 'inspectors'>,
): Plugin =>
  definePlugin({
    name,
    title: name,
    ...uses,
    commands: [
      imageCommand(async (_image, context) => {
        const evidence = `${name}: ${await count(context)}`
        const rule = { id: 'NEED-SHARED', title: 'x', severity: 'low' } as const
        context.report({ type: 'Account', class: 'risk', rule, evidence, locations: [], detail: {} })
      }),
    ],
  })

const byRecords = (context: ScanContext): number => context.records(passwd).length
const byFact = async (context: ScanContext): Promise<number> => (await context.fact(accounts)).length
const IMAGE = buildImage(layer({ 'etc/passwd': 'root:x:0:0::/:\nmysql:x:5:5::/:\n' }))

test('what several plugins list is inspected once, and a fact is made once for all who ask', async () => {
  const made = vi.spyOn(accounts, 'make')
  const plugins = [
    counting('a', byRecords, { inspectors: [passwd], facts: [] }),
    counting('b', byFact, { inspectors: [], facts: [accounts] }),
    counting('c', byFact, { inspectors: [], facts: [accounts] }),
  ]
  const report = await scan([IMAGE], { plugins })
  expect(new Set(report.findings.map(({ evidence }) => evidence))).toEqual(new Set(['a: 1', 'b: 2', 'c: 2']))
  expect(made).toHaveBeenCalledTimes(1)
  expect(report.plugins.map(({ coverage }) => coverage.scanned)).toEqual([1, 1, 1])
})

test('what a plugin does not list it cannot ask for', async () => {
  const plugins = [
    counting('a', byRecords, { inspectors: [], facts: [accounts] }),
    counting('b', byFact, { inspectors: [passwd], facts: [] }),
  ]
  const report = await scan([IMAGE], { plugins })
  expect(report.errors.map(({ code }) => code)).toEqual(['ENGINE_INSPECTOR_UNKNOWN', 'ENGINE_FACT_UNKNOWN'])
})
