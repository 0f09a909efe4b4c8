import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openCache, scan } from '@veinmind/engine'
import type { TargetReport } from '@veinmind/report'
import { createReportService } from '@veinmind/report'
import type { Entity, IacFile, Plugin } from '@veinmind/sdk'
import { buildContainer, buildHost, buildImage, buildSbom, layer, remove } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExternalPlugin } from '../src/index.ts'

// A plugin that comes with VeinMind, in this process and as the executable that its package is: one source, one report.
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-same-source-'))
})
afterAll(() => rm(folder, { recursive: true }))

const KEY = ['BEGIN', 'END'].map((word) => `-----${word} RSA PRIVATE KEY-----\n`).join('MIIEpAIBAAKCAQEA\n'.repeat(8))
const BUILT = buildImage(
  layer({
    'etc/passwd': 'root:x:0:0::/root:/bin/sh\nadmin:x:1000:1000::/home/admin:/bin/bash\n',
    'etc/shadow': `root:$1$abcdefgh$${'x'.repeat(22)}:1::::::\nadmin::1::::::\n`,
    'root/.ssh/id_rsa': KEY,
    'srv/app.env':
      'DATABASE_PASSWORD=S3cure-and-long-9271\nAWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzzzzzKEY1\n',
    'srv/big.bin': 'x'.repeat(3_000_000),
    'opt/link.env': { symlink: '/srv/app.env' },
    'opt/hard.key': { hardLink: 'root/.ssh/id_rsa' },
  }),
  layer({ 'srv/app.env': 'nothing', 'data/shadow': 'bob::1::::::\n' }),
  layer({ ...remove('root/.ssh/id_rsa'), 'var/x': { symlink: '/data' } }),
)
/** A report that takes one event of each target. */
const smallReport = () => createReportService({ tool: { name: 'test', version: '1' }, limits: { eventsPerTarget: 1 } })

/** As images come from targets. */
const IMAGE = { ...BUILT, notes: [] }
const CONTAINER = buildContainer({ name: 'web', image: IMAGE })

async function bundled(name: string): Promise<Plugin> {
  const url = new URL(`../../plugin-${name}/src/index.ts`, import.meta.url)
  return ((await import(url.href)) as { readonly default: Plugin }).default
}

const FILE: IacFile = {
  kind: 'iac',
  id: 'deploy/pod.yaml',
  name: 'deploy/pod.yaml',
  path: 'deploy/pod.yaml',
  bytes: Buffer.from(
    'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { hostPID: true, containers: [{ name: a, image: nginx, securityContext: { privileged: true } }] }\n',
  ),
}

/** All that a report says, but for times and for what tells that the work was done elsewhere. */
async function reportBy(plugin: Plugin, more: object = {}) {
  const { findings, assets, errors, plugins, targets, summary } = await scan([IMAGE, CONTAINER, FILE], {
    plugins: [plugin],
    pluginTimeout: 60_000,
    ...more,
  })
  return {
    findings: findings.map(({ time: _time, ...rest }) => rest),
    assets: assets.map(({ time: _time, ...rest }) => rest),
    errors,
    plugins: plugins.map(({ durationMs: _duration, ...rest }) => rest),
    targets,
    summary,
  }
}

const PACKAGES = [{ type: 'npm', name: 'left-pad', version: '1.0.0', purl: 'pkg:npm/left-pad@1.0.0', places: [] }]

test.each<[string, Entity]>([
  ['basic', buildHost({ machine: { osRelease: { ID: 'debian', VERSION_ID: '12' } } })],
  ['asset', buildSbom({ facts: { '@veinmind/inventory/packages': PACKAGES }, incomplete: ['half of it is missing'] })],
])('%s, of what is no image', async (name, entity) => {
  const executable = fileURLToPath(new URL(`../../plugin-${name}/src/bin.ts`, import.meta.url))
  const reports = await Promise.all(
    [await bundled(name), await openExternalPlugin(executable)].map(async (plugin) => {
      const { findings, assets, inventory, errors, plugins } = await scan([entity], { plugins: [plugin] })
      return {
        findings,
        assets: assets.map(({ time: _time, ...rest }) => rest),
        inventory: [...inventory],
        errors,
        ends: plugins.map(({ outcome, reason, coverage }) => ({ outcome, reason, coverage })),
      }
    }),
  )
  expect((reports[0]?.assets.length ?? 0) + (reports[0]?.inventory.length ?? 0)).toBeGreaterThan(0)
  expect(reports[1]).toEqual(reports[0])
})

const sourcesOf = ({ layers = [] }: TargetReport): readonly string[] => layers.map(({ source }) => source)

test.each(['sensitive', 'weakpass', 'basic', 'history', 'iac'])(
  '%s',
  async (name) => {
    const executable = fileURLToPath(new URL(`../../plugin-${name}/src/bin.ts`, import.meta.url))
    const cache = await openCache({ directory: join(folder, name), key: Buffer.alloc(32) })
    const own = await reportBy(await bundled(name))
    expect(own.findings.length + own.assets.length).toBeGreaterThan(0)
    const external = { ...(await openExternalPlugin(executable)), docs: (await bundled(name)).docs ?? '' }
    const cold = await reportBy(external, { cache })
    expect(cold).toEqual(own)
    const warm = await reportBy(external, { cache })
    expect(warm.findings).toEqual(own.findings)
    expect(warm.targets.map(sourcesOf)).toEqual(
      own.targets.map((target) => sourcesOf(target).map((source) => (source === 'read' ? 'cache' : source))),
    )
    const limited = await reportBy(await bundled(name), { report: smallReport() })
    const some = await reportBy(external, { report: smallReport(), cache })
    expect(some.findings).toEqual(limited.findings)
    expect(some.assets).toEqual(limited.assets)
    expect(some.errors).toEqual(limited.errors)
    expect(some.plugins.map(({ outcome, reason }) => ({ outcome, reason }))).toEqual(
      limited.plugins.map(({ outcome, reason }) => ({ outcome, reason })),
    )
    const isMore = own.findings.length > 2
    expect(limited.errors.some(({ code }) => code === 'REPORT_EVENT_LIMIT')).toBe(isMore)
  },
  120_000,
)
