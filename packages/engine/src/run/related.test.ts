import type { CorrelateContext, CorrelatedFinding, Entity, ReportEvent } from '@veinmind/sdk'
import { clusterCommand, containerCommand, definePlugin, hostCommand, imageCommand, machine } from '@veinmind/sdk'
import { buildCluster, buildContainer, buildHost, buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scan } from '../index.ts'

const event = (id: string, evidence: string, more: Partial<ReportEvent> = {}): ReportEvent => ({
  type: 'Test',
  class: 'risk',
  rule: { id, title: id, severity: 'low', tags: id === 'TAGGED' ? ['kind'] : [] },
  evidence,
  locations: [],
  detail: {},
  ...more,
})

function find(entity: Entity, context: { report(event: ReportEvent): void }): void {
  context.report(event('TAGGED', entity.name))
  context.report(event('PLAIN', entity.name))
  context.report(event('PLAIN', `${entity.name} too`, { tags: ['own'] }))
}
const finder = definePlugin({
  name: 'finder',
  title: 'Finder',
  commands: [imageCommand(find), containerCommand(find), hostCommand(find), clusterCommand(find)],
})

interface Seen {
  readonly findings: readonly CorrelatedFinding[]
  readonly context: CorrelateContext
}

/** A plugin that names all that it sees, and what it saw by the name of the entity. */
function looker() {
  const seen = new Map<string, Seen>()
  const plugin = definePlugin({
    name: 'looker',
    title: 'Looker',
    commands: [],
    correlate(entity, findings, context) {
      seen.set(entity.name, { findings, context })
      context.note('this is said')
      const because = findings.map(({ fingerprint }) => fingerprint)
      context.report(event('ALL', entity.name, { because, identity: entity.name }))
    },
  })
  const of = (name: string) =>
    seen.get(name)?.findings.map(({ evidence, from, tags }) => `${from?.name ?? 'own'}: ${evidence} ${tags.join()}`)
  return { plugin, seen, of }
}

const host = buildHost()
const image = buildImage(layer({ a: 'x' }), { references: ['app:1'] })
const container = buildContainer({ name: 'web', image, facts: { [machine.id]: host.machine } })
const elsewhere = buildContainer({ name: 'far' })
const cluster = buildCluster([], { name: 'prod' })
const run = { ...image, usedBy: { cluster: 'prod', workloads: ['default/Deployment/web'] } }

test('a container has the findings of its machine and its image that have tags, whichever of them comes first', async () => {
  for (const entities of [
    [container, elsewhere, image, host],
    [host, image, elsewhere, container],
  ]) {
    const { plugin, of, seen } = looker()
    const report = await scan(entities, { plugins: [plugin, finder], concurrency: 1 })
    expect(report.errors).toEqual([])
    expect(of('web')?.toSorted()).toEqual(
      [
        'app:1: app:1 kind',
        'app:1: app:1 too own',
        'node-1: node-1 kind',
        'node-1: node-1 too own',
        'own: web ',
        'own: web kind',
        'own: web too own',
      ].toSorted(),
    )
    expect(of('far')).toHaveLength(3)
    expect(of('node-1')).toHaveLength(3)
    expect(seen.get('web')?.context.related.map(({ name, plugins }) => [name, plugins])).toEqual([
      ['node-1', [{ name: 'finder', outcome: 'ok' }]],
      ['app:1', [{ name: 'finder', outcome: 'ok' }]],
    ])
    expect(seen.get('web')?.context.plugins).toEqual([{ name: 'finder', outcome: 'ok' }])
    const concluded = report.findings.find(({ rule, target }) => rule.id === 'ALL' && target.name === 'web')
    const named = concluded?.because?.map(({ rule, target }) => [rule, target?.name, target?.kind])
    expect(named).toContainEqual(['TAGGED', 'node-1', 'host'])
    expect(named).toContainEqual(['TAGGED', 'app:1', 'image'])
    expect(named).toContainEqual(['TAGGED', undefined, undefined])
    expect(report.plugins.find(({ name }) => name === 'looker')).toMatchObject({ outcome: 'ok', note: 'this is said' })
    expect(report.targets.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok', 'ok'])
  }
})

test('a cluster has those of the images that its workloads run, and of no others', async () => {
  const { plugin, of, seen } = looker()
  const other = buildImage(layer({ b: 'x' }), { references: ['other:1'] })
  await scan([cluster, run, other], { plugins: [plugin, finder] })
  expect(of('prod')?.filter((text) => !text.startsWith('own'))).toEqual(['app:1: app:1 kind', 'app:1: app:1 too own'])
  expect(seen.get('prod')?.findings.at(-1)?.from?.usedBy).toEqual(run.usedBy)
})

test('what ends the scan ends what waits for others as well, and says so', async () => {
  const stop = new AbortController()
  const slow = definePlugin({
    name: 'slow',
    title: 'Slow',
    commands: [
      imageCommand(() => {
        stop.abort()
        return new Promise(() => undefined)
      }),
    ],
  })
  const { plugin } = looker()
  const report = await scan([container, image], {
    plugins: [plugin, finder, slow],
    signal: stop.signal,
    concurrency: 1,
  })
  expect(report.targets.map(({ name }) => name).toSorted()).toEqual(['app:1', 'web'])
  expect(report.errors.map(({ code }) => code)).toContain('ENGINE_ABORTED')
})
