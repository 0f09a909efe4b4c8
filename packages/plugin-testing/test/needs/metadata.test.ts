import { defineInspector, definePlugin, imageCommand, metadata } from '@veinmind/sdk'
import { buildImage, layer, remove } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

/** Version 2 of the attribute, effective, cap_net_raw: as `setcap cap_net_raw+ep` writes it. */
const CAP_NET_RAW = Uint8Array.from([1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])

/** Metadata of files only: SUID bits and file capabilities. */
const privileged = defineInspector({
  id: 'privileged-file',
  version: 1,
  wants: ({ type, mode, xattrs }) =>
    type === 'file' && ((mode & 0o6000) !== 0 || xattrs?.has('security.capability')) && metadata(),
  inspect: ({ entry }) => ({
    suid: (entry.mode & 0o4000) !== 0,
    owner: entry.uid,
    capabilities: Buffer.from(entry.xattrs?.get('security.capability') ?? []).toString('hex'),
  }),
})

const plugin = definePlugin({
  name: 'metadata',
  title: 'Metadata',
  inspectors: [privileged],
  commands: [
    imageCommand((_image, ctx) => {
      for (const { record, location, visible } of ctx.records(privileged)) {
        ctx.report({
          type: 'Privileged',
          class: 'risk',
          rule: { id: record.suid ? 'NEED-SUID' : 'NEED-CAP', title: 'x', severity: visible ? 'medium' : 'low' },
          evidence: `owner ${record.owner} ${record.capabilities}`,
          locations: [location],
          detail: {},
        })
      }
    }),
  ],
})

test('mode, owner and extended attributes as bytes, of what is visible and what is not', async () => {
  const image = buildImage(
    layer({
      'bin/su': { content: 'x', mode: 0o4755, uid: 7 },
      'bin/ls': { content: 'x', mode: 0o755 },
      'bin/ping': { content: 'x', xattrs: { 'security.capability': CAP_NET_RAW } },
      tmp: { directory: true, mode: 0o1777 },
    }),
    layer(remove('bin/su')),
  )
  const report = await scanWith(plugin, image)
  expect(report.findings).toHaveLength(2)
  expect(report).toReport({ rule: 'NEED-SUID', path: '/bin/su', hiddenBy: 1, severity: 'low', evidence: 'owner 7' })
  expect(report).toReport({
    rule: 'NEED-CAP',
    path: '/bin/ping',
    hiddenBy: null,
    severity: 'medium',
    evidence: Buffer.from(CAP_NET_RAW).toString('hex'),
  })
})
