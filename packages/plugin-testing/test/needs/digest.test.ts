import { createHash } from 'node:crypto'
import { defineInspector, definePlugin, digest, imageCommand, magic } from '@veinmind/sdk'
import { buildImage, layer, remove } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

const MINER = `\x7fELF${'xmr'.repeat(100_000)}`
const KNOWN = new Map([[createHash('sha256').update(MINER, 'latin1').digest('hex'), 'a miner']])

/** Programs by the digest of their content; nothing of it is kept. */
const programs = defineInspector({
  id: 'programs',
  version: 1,
  data: [...KNOWN.keys()],
  wants: () => digest(['sha256'], { when: magic(['\x7fELF', '#!']) }),
  inspect: ({ digests }) => KNOWN.get(digests.sha256 ?? ''),
})

const plugin = definePlugin({
  name: 'known-files',
  title: 'Files that are known by their digest',
  inspectors: [programs],
  commands: [
    imageCommand((_image, context) => {
      for (const { record, location } of context.records(programs)) {
        context.report({
          type: 'MaliciousFile',
          class: 'invasion',
          rule: { id: 'NEED-DIGEST', title: 'x', severity: 'critical' },
          evidence: record,
          locations: [location],
          detail: {},
        })
      }
    }),
  ],
})

test('a file that is known by its digest is found wherever it stands', async () => {
  const program = Buffer.from(MINER, 'latin1')
  const image = buildImage(
    layer({ 'tmp/.x': program, 'srv/data': 'text', 'bin/sh': '#!' }),
    layer({ ...remove('tmp/.x'), 'var/b': program }),
  )
  const report = await scanWith(plugin, image)
  expect(report.findings.map(({ locations: [at] }) => [at?.path, at?.hiddenBy])).toEqual([
    ['/tmp/.x', 1],
    ['/var/b', undefined],
  ])
  expect(report.plugins[0]?.coverage).toMatchObject({ scanned: 3, rereads: 0 })
})
