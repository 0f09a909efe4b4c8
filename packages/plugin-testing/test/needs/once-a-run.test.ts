import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePlugin, imageCommand } from '@veinmind/sdk'
import { scan } from '@veinmind/engine'
import { buildImage, layer } from '@veinmind/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'needs-data-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

const opened: FileHandle[] = []

/** A database in the user's data, opened once for all entities of a run and closed at its end. */
const plugin = definePlugin({
  name: 'lookup',
  title: 'What the database knows',
  needs: ['data'],
  async prepare({ data, skip }) {
    const file = await open(join(data('names'), 'names.txt')).catch(() => skip('there is no database'))
    opened.push(file)
    return file
  },
  commands: [
    imageCommand<{}, FileHandle>(async (image, context) => {
      if (image.name === 'broken') throw new Error('it does not scan')
      const buffer = Buffer.alloc(100)
      const { bytesRead } = await context.state.read(buffer, 0, buffer.length, 0)
      if (!buffer.toString('utf8', 0, bytesRead).split('\n').includes(image.name)) return
      const rule = { id: 'NEED-KNOWN', title: 'x', severity: 'low' } as const
      context.report({ type: 'Known', class: 'risk', rule, evidence: image.name, locations: [], detail: {} })
    }),
  ],
})

const images = ['bad:1', 'broken', 'good:1'].map((name) => ({ ...buildImage(layer({ a: name })), name }))

test('it is opened once for all entities, and closed also after one has failed', async () => {
  await mkdir(join(dataDir, 'names'))
  await writeFile(join(dataDir, 'names/names.txt'), 'bad:1\nworse:2\n')
  const report = await scan(images, { plugins: [plugin], dataDir })
  expect(report.findings.map(({ evidence }) => evidence)).toEqual(['bad:1'])
  expect(report.errors).toMatchObject([{ plugin: 'lookup', target: 'broken' }])
  expect(opened.map(({ fd }) => fd)).toEqual([-1])
})

test('without it the plugin is skipped, and says why', async () => {
  const report = await scan(images, { plugins: [plugin], dataDir })
  expect(report.plugins[0]).toMatchObject({ outcome: 'skipped', reason: expect.stringContaining('no database') })
})
