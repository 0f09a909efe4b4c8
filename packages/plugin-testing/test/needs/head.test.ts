import { defineInspector, definePlugin, head, imageCommand, magic } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

const MACHINES: Readonly<Record<number, string>> = { 0x3e: 'x86-64', 0xb7: 'aarch64' }

/** The head of every file that begins as a program does, whatever it is called: ELF and its machine. */
const elf = defineInspector({
  id: 'elf',
  version: 1,
  wants: ({ size }) => size >= 20 && head(20, { when: magic(['\x7fELF']) }),
  inspect({ bytes, truncated }) {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return { machine: view.readUInt16LE(18), length: bytes.length, truncated }
  },
})

const plugin = definePlugin({
  name: 'elf',
  title: 'Programs of another machine',
  inspectors: [elf],
  commands: [
    imageCommand((image, ctx) => {
      for (const { record, location } of ctx.records(elf)) {
        if (MACHINES[record.machine] === 'x86-64' && image.platform.architecture === 'amd64') continue
        ctx.report({
          type: 'Machine',
          class: 'risk',
          rule: { id: 'NEED-ELF', title: 'x', severity: 'low' },
          evidence: `${MACHINES[record.machine] ?? 'unknown'} ${record.length} ${record.truncated}`,
          locations: [location],
          detail: {},
        })
      }
    }),
  ],
})

function program(machine: number): Uint8Array {
  const bytes = Buffer.alloc(5000)
  bytes.write('\x7fELF', 'latin1')
  bytes.writeUInt16LE(machine, 18)
  return bytes
}

test('the first bytes of every file', async () => {
  const image = buildImage(
    layer({ 'bin/native': program(0x3e), 'srv/data.jpg': program(0xb7), 'etc/text': 'ELF, but not as we know it' }),
  )
  const report = await scanWith(plugin, image)
  expect(report.findings).toHaveLength(1)
  expect(report.plugins[0]?.coverage).toMatchObject({ scanned: 2, rereads: 0 })
  expect(report).toReport({ rule: 'NEED-ELF', path: '/srv/data.jpg', evidence: 'aarch64 20 true' })
})
