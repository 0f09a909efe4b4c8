import { exitCode } from '@veinmind/engine'
import { defineFact, definePlugin, defineInspector, hostCommand, machine, metadata, sbomCommand } from '@veinmind/sdk'
import type { Rule } from '@veinmind/sdk'
import { buildHost, buildImage, buildSbom, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

const rule = (id: string): Rule => ({ id, title: 'x', severity: 'high' })

/** Programs that run as their owner, whoever starts them. */
const setuid = defineInspector({
  id: 'setuid',
  version: 1,
  wants: ({ type, mode }) => type === 'file' && (mode & 0o4000) !== 0 && metadata(),
  inspect: () => true,
})

/** The machine: what is known of it, some of its files by their paths, and all of them. */
const kernel = definePlugin({
  name: 'kernel',
  title: 'The machine',
  inspectors: [setuid],
  facts: [machine],
  commands: [
    hostCommand(async (host, context) => {
      const report = (id: string, path: string, evidence: string) =>
        context.report({ type: 'Host', class: 'risk', rule: rule(id), evidence, locations: [{ path }], detail: {} })
      const { kernel: release, osRelease } = await context.fact(machine)
      if (release.startsWith('4.')) report('NEED-KERNEL', '/proc/version', `${osRelease?.['ID']} ${release}`)
      const sshd = Buffer.from(await host.files.readFile('/etc/ssh/sshd_config')).toString()
      if (sshd.includes('PermitRootLogin yes')) report('NEED-SSHD', '/etc/ssh/sshd_config', 'PermitRootLogin yes')
      for (const { entry, isChange } of context.records(setuid)) report('NEED-SUID', entry.path, `${isChange ?? false}`)
    }),
  ],
})

test('a machine: what is known of it, its files by their paths, and all of them by an inspector', async () => {
  const host = buildHost({
    files: { '/etc/ssh/sshd_config': 'PermitRootLogin yes\n' },
    machine: { kernel: '4.4.0', osRelease: { ID: 'debian' } },
    root: buildImage(layer({ 'usr/bin/su': { content: 'x', mode: 0o4755 }, 'usr/bin/ls': 'x' })).layers[0]!,
  })
  const report = await scanWith(kernel, host)
  expect(report.errors).toEqual([])
  expect(report).toReport({ rule: 'NEED-KERNEL', evidence: 'debian 4.4.0' })
  expect(report).toReport({ rule: 'NEED-SSHD', path: '/etc/ssh/sshd_config' })
  expect(report).toReport({ rule: 'NEED-SUID', path: '/usr/bin/su', evidence: 'false' })
  expect(report.findings).toHaveLength(3)
  expect(report.targets[0]).toMatchObject({ kind: 'host', name: 'node-1', outcome: 'ok' })
  expect(exitCode(report, { failOn: 'low' })).toBe(1)
})

/** What a target of bills of materials brings along. */
const packages = defineFact<readonly string[]>({ id: '@test/packages', make: () => [] })

const materials = definePlugin({
  name: 'materials',
  title: 'Materials',
  facts: [packages],
  commands: [
    sbomCommand(async ({ format, name }, context) => {
      for (const found of await context.fact(packages)) {
        const event = { type: 'Vulnerability', class: 'risk', rule: rule('NEED-SBOM'), detail: { format } } as const
        context.report({ ...event, evidence: found, locations: [{ path: name }] })
      }
    }),
  ],
})

test('a bill of materials: its packages are the fact that its target brings along', async () => {
  const report = await scanWith(materials, buildSbom({ facts: { '@test/packages': ['log4j 2.14.1'] } }))
  expect(report).toReport({ rule: 'NEED-SBOM', evidence: 'log4j 2.14.1', path: 'app.cdx.json' })
  expect(report.targets[0]).toMatchObject({ kind: 'sbom', outcome: 'ok' })
  expect(exitCode(await scanWith(materials, buildSbom()), { failOn: 'low' })).toBe(0)
  expect(exitCode(await scanWith(kernel, buildSbom()), { failOn: 'low' })).toBe(4)
})
