import type { CorrelatedFinding, Plugin, PluginDefinition, ReportEvent } from '@veinmind/sdk'
import { Registry, REPORT_NAMESPACE } from '@veinmind/internal/services'
import { definePlugin, imageCommand } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { joinEnds } from './correlate.ts'
import { scan } from '../index.ts'

const event = (id: string, evidence: string): ReportEvent => ({
  type: 'Test',
  class: 'risk',
  rule: { id, title: id, severity: 'low' },
  evidence,
  locations: [],
  detail: {},
})
const image = (content: string) => buildImage(layer({ a: content }), { references: [`app:${content}`] })

const finder = definePlugin({
  name: 'finder',
  title: 'Finder',
  commands: [
    imageCommand(async (entity, context) => {
      await context.files.readFile('/a')
      context.report(event('FOUND', entity.name))
      context.report(event('FOUND', entity.name))
      context.report({ type: 'Info', class: 'info', locations: [], detail: {} })
    }),
  ],
})

const correlator = (
  name: string,
  correlate: NonNullable<PluginDefinition<{}>['correlate']>,
  commands: PluginDefinition<{}>['commands'] = [],
): Plugin => definePlugin({ name, title: name, version: '1.0.0', commands, correlate })

test('it has the findings of its entity alone, each once, and none that others conclude', async () => {
  const seen: Record<string, readonly string[]> = {}
  const look = (entity: { readonly name: string }, findings: readonly CorrelatedFinding[], name: string) => {
    seen[`${name} ${entity.name}`] = findings.map(({ plugin, rule, evidence }) => `${plugin} ${rule.id} ${evidence}`)
  }
  const both = correlator(
    'both',
    (entity, findings, context) => {
      look(entity, findings, 'both')
      context.report(event('CONCLUDED', 'x'))
    },
    [imageCommand((_image, context) => context.report(event('OWN', 'y')))],
  )
  const late = correlator('late', (entity, findings) => look(entity, findings, 'late'))
  const report = await scan([image('1'), image('2')], { plugins: [both, late, finder] })
  const expected = (name: string) => ['both OWN y', `finder FOUND ${name}`]
  const sorted = Object.fromEntries(Object.entries(seen).map(([key, list]) => [key, list.toSorted()]))
  expect(sorted).toEqual({
    'both app:1': expected('app:1'),
    'both app:2': expected('app:2'),
    'late app:1': expected('app:1'),
    'late app:2': expected('app:2'),
  })
  expect(report.plugins.map(({ outcome, coverage }) => [outcome, coverage.entities])).toEqual([
    ['ok', 2],
    ['ok', 2],
    ['ok', 2],
  ])
})

test('one that fails, hangs or says that it is not done is its own matter', async () => {
  const report = await scan([image('1')], {
    pluginTimeout: 200,
    plugins: [
      finder,
      correlator('half', (_entity, _findings, context) => context.incomplete('a chain was too long')),
      correlator('hangs', () => new Promise(() => undefined)),
      correlator('throws', () => {
        throw new Error('no luck')
      }),
    ],
  })
  expect(report.plugins.map(({ name, outcome, reason }) => [name, outcome, reason])).toEqual([
    ['finder', 'ok', undefined],
    ['half', 'partial', 'app:1: a chain was too long'],
    ['hangs', 'failed', 'app:1: it took longer than 0.2 s'],
    ['throws', 'failed', 'app:1: no luck'],
  ])
})

test('under a host it is not called, and that is said', async () => {
  const called: string[] = []
  const registry = new Registry().define(REPORT_NAMESPACE, { manifest: {}, functions: { report: () => undefined } })
  const chains = correlator('chains', () => void called.push('called'))
  const report = await scan([image('1')], { plugins: [finder, chains], registry })
  expect(called).toEqual([])
  expect(report.plugins[0]).toMatchObject({ name: 'chains', outcome: 'partial' })
})

test('how a plugin ended that has scanned and concluded', () => {
  const ended = (outcome: 'ok' | 'partial' | 'failed' | 'skipped') => ({ outcome, durationMs: 1 })
  expect(joinEnds(undefined, ended('failed'))).toEqual(ended('failed'))
  expect(joinEnds(ended('ok'), ended('failed'))).toEqual({ outcome: 'partial', durationMs: 2 })
  expect(joinEnds(ended('failed'), ended('failed'))).toEqual({ outcome: 'failed', durationMs: 2 })
  expect(joinEnds(ended('partial'), ended('ok'))).toEqual({ outcome: 'partial', durationMs: 2 })
})
