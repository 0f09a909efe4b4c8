import { containerCommand, defineInspector, definePlugin, metadata } from '@veinmind/sdk'
import type { Rule } from '@veinmind/sdk'
import { buildContainer, buildImage, layer, remove } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

const RULES = {
  socket: { id: 'NEED-SOCKET', title: 'x', severity: 'high' },
  deleted: { id: 'NEED-DELETED-PROGRAM', title: 'x', severity: 'high' },
  drift: { id: 'NEED-DRIFT', title: 'x', severity: 'high' },
  secret: { id: 'NEED-ENV', title: 'x', severity: 'medium' },
} as const satisfies Record<string, Rule>

/** Programs. */
const programs = defineInspector({
  id: 'programs',
  version: 1,
  wants: ({ type, mode }) => type === 'file' && (mode & 0o111) !== 0 && metadata(),
  inspect: ({ entry }) => entry.size,
})

/** Processes, mounts and environment of a container, together with its files. */
const plugin = definePlugin({
  name: 'running',
  title: 'Running containers',
  inspectors: [programs],
  commands: [
    containerCommand(async (container, ctx) => {
      const report = (rule: Rule, object: string, evidence: string) =>
        ctx.report({ type: 'Escape', class: 'risk', rule, evidence, locations: [{ object }], detail: {} })
      for (const [index, { source, destination }] of container.mounts.entries()) {
        if (source.endsWith('/docker.sock')) report(RULES.socket, `mounts[${index}]`, destination)
      }
      for (const { pid, exe, env = [] } of container.processes ?? []) {
        const exists =
          exe === undefined ||
          (await ctx.files.stat(exe).then(
            () => true,
            () => false,
          ))
        if (!exists) report(RULES.deleted, `processes[${pid}]`, exe)
        for (const variable of env)
          if (variable.startsWith('TOKEN=')) report(RULES.secret, `processes[${pid}].env`, variable)
      }
      for (const { isChange, entry } of ctx.records(programs)) if (isChange) report(RULES.drift, 'changes', entry.path)
      for (const { what, reason } of container.missing) ctx.incomplete(`${what}: ${reason}`)
    }),
  ],
})

test('what a container is made of and what could not be had', async () => {
  const changes = buildImage(layer({ ...remove('tmp/implant'), 'usr/bin/new': { content: 'x', mode: 0o755 } }))
    .layers[0]!
  const container = buildContainer({
    name: 'web',
    state: 'running',
    image: buildImage(layer({ 'bin/app': { content: 'x', mode: 0o755 }, 'tmp/implant': 'x' })),
    changes,
    mounts: [
      { type: 'bind', source: '/var/run/docker.sock', destination: '/d.sock', options: ['rw'], readOnly: false },
    ],
    processes: [
      { pid: 1, name: 'app', args: ['/bin/app'], exe: '/bin/app', env: ['TOKEN=abc'] },
      { pid: 9, name: 'implant', args: ['/tmp/implant'], exe: '/tmp/implant' },
    ],
    missing: [{ what: 'capabilities', reason: 'permission denied' }],
  })
  const report = await scanWith(plugin, container)
  expect(report.findings).toHaveLength(4)
  expect(report).toReport({ rule: 'NEED-SOCKET', object: 'mounts[0]', evidence: '/d.sock' })
  expect(report).toReport({ rule: 'NEED-DELETED-PROGRAM', object: 'processes[9]', evidence: '/tmp/implant' })
  expect(report).toReport({ rule: 'NEED-DRIFT', evidence: '/usr/bin/new' })
  expect(report).toReport({ rule: 'NEED-ENV', object: 'processes[1].env' })
  expect(report.plugins[0]).toMatchObject({
    outcome: 'partial',
    reason: expect.stringContaining('capabilities: permission denied'),
  })
})
