import type { Plugin, Rule } from '@veinmind/sdk'
import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import { render } from '@veinmind/report'
import { scan } from '@veinmind/engine'
import { buildContainer, buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { addMatchers } from '../../src/index.ts'

const rule = (id: string, title: string): Rule => ({ id, title: { en: title, zh: title }, severity: 'high' })
const SOCKET = rule('NEED-SOCKET', 'The socket of Docker is mounted')
const FLAW = rule('NEED-FLAW', 'A flaw that runs commands')
const CHAIN = rule('NEED-CHAIN', 'From the network to the host')
const SECRET = 'Zk3vR8qWm1TxPd7L'

/** Mounts of a container. */
const mounts: Plugin = definePlugin({
  name: 'mounts',
  title: 'Mounts',
  commands: [
    containerCommand((container, context) => {
      for (const { source, destination } of container.mounts) {
        const event = { type: 'UnsafeMount', class: 'risk', rule: SOCKET, evidence: source, detail: {} } as const
        context.report({ ...event, locations: [{ object: destination }] })
      }
    }),
  ],
})

/** A program that can be attacked. */
const flaws: Plugin = definePlugin({
  name: 'flaws',
  title: 'Flaws',
  commands: [
    containerCommand((_container, context) => {
      const event = { type: 'Vulnerability', class: 'risk', rule: FLAW, detail: {}, secrets: [SECRET] } as const
      context.report({ ...event, evidence: `log4j, token ${SECRET}`, locations: [{ path: '/app/log4j.jar' }] })
    }),
  ],
})

/** What the findings of others add up to. */
const chains: Plugin = definePlugin({
  name: 'chains',
  title: 'Attack paths',
  commands: [],
  correlate(entity, findings, context) {
    const steps = [FLAW, SOCKET].map(({ id }) => findings.find((finding) => finding.rule.id === id))
    if (steps.includes(undefined)) return
    context.report({
      type: 'AttackPath',
      class: 'risk',
      rule: CHAIN,
      severity: 'critical',
      evidence: steps.map((step) => step?.evidence).join(' → '),
      because: steps.flatMap((step) => step?.fingerprint ?? []),
      locations: steps.flatMap((step) => step?.locations.slice(0, 1) ?? []),
      detail: { entity: entity.kind },
    })
  },
})

const container = buildContainer({
  name: 'web',
  mounts: [{ type: 'bind', source: '/var/run/docker.sock', destination: '/d.sock', options: ['rw'], readOnly: false }],
})

test('two findings of two plugins add up to a third, which names them, whatever the order of the plugins', async () => {
  addMatchers()
  for (const plugins of [
    [mounts, flaws, chains],
    [chains, flaws, mounts],
  ]) {
    const report = await scan([container], { plugins })
    expect(report).toReport({ rule: 'NEED-CHAIN', severity: 'critical' })
    const found = (id: string) => report.findings.find((finding) => finding.rule.id === id)
    expect(found('NEED-CHAIN')?.because).toEqual([
      { fingerprint: found('NEED-FLAW')?.fingerprint, plugin: 'flaws', rule: 'NEED-FLAW', title: FLAW.title },
      { fingerprint: found('NEED-SOCKET')?.fingerprint, plugin: 'mounts', rule: 'NEED-SOCKET', title: SOCKET.title },
    ])
    expect(report.plugins.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['chains', 'ok'],
      ['flaws', 'ok'],
      ['mounts', 'ok'],
    ])
    expect(JSON.stringify(report)).not.toContain(SECRET)
  }
})

test('every format names them', async () => {
  const report = await scan([container], { plugins: [mounts, flaws, chains] })
  for (const format of ['cli', 'html', 'json', 'events'] as const) {
    const written: string[] = []
    const stdout = { write: (chunk: string) => written.push(chunk) }
    const options = { language: 'en', verbose: true, color: false, width: 200, stdout } as const
    expect((await render(report, new Map([[format, 'stdout']]), options)).errors).toEqual([])
    const text = written.join('')
    const said = {
      cli: 'because of: NEED-FLAW A flaw that runs commands (flaws), NEED-SOCKET The socket',
      html: 'NEED-SOCKET The socket of Docker is mounted (mounts)',
      json: '"because": [',
      events: '"rule_id": "NEED-SOCKET"',
    }
    expect([format, text.includes(said[format])]).toEqual([format, true])
  }
})

test('nothing is concluded of an entity that nobody scans', async () => {
  const report = await scan([buildImage(layer({ a: 'x' }))], { plugins: [mounts, chains] })
  expect(report.targets[0]).toMatchObject({ outcome: 'skipped' })
  expect(report.plugins.map(({ outcome }) => outcome)).toEqual(['skipped', 'skipped'])
})

test('what is said to be a reason and is none is refused', async () => {
  const liar = definePlugin({
    name: 'liar',
    title: 'Liar',
    commands: [imageCommand(() => undefined)],
    correlate(_entity, _findings, context) {
      const event = { type: 'AttackPath', class: 'risk', rule: CHAIN, locations: [], detail: {} } as const
      context.report({ ...event, because: ['0'.repeat(32)] })
      context.report({ ...event, because: ['x'], identity: '2' })
    },
  })
  const report = await scan([buildImage(layer({ a: 'x' }))], { plugins: [liar] })
  expect(report.findings.map(({ because }) => because)).toEqual([undefined])
  expect(report.errors.map(({ code, plugin }) => [code, plugin])).toEqual([
    ['REPORT_EVENT_INVALID', 'liar'],
    ['REPORT_EVENT_INVALID', 'liar'],
  ])
})
