import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openExecutable } from '../../executables/open-executable.ts'
import { buildElf } from '@veinmind/testing'
import { inMemory } from '../../executables/testing.ts'
import { Findings } from '../reading.ts'
import type { Reading } from '../reading.ts'
import { words } from '../testing.ts'
import { addNativeImage } from './native-image.ts'

const SBOM = JSON.stringify({
  bomFormat: 'CycloneDX',
  components: [{ name: 'snakeyaml', group: 'org.yaml', version: '1.30', purl: 'pkg:maven/org.yaml/snakeyaml@1.30' }],
})

function symbol(nameAt: number, address: number): Buffer {
  const entry = Buffer.alloc(24)
  entry.writeUInt32LE(nameAt, 0)
  entry.writeBigUInt64LE(BigInt(address), 8)
  return entry
}

async function read(packed: Buffer, length = packed.length): Promise<Reading> {
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(length))
  const program = buildElf([
    { name: '.data', content: Buffer.concat([size, packed]), address: 0x4000 },
    {
      name: '.symtab',
      content: Buffer.concat([symbol(0, 0), symbol(1, 0x4008), symbol(6, 0x4000)]),
      address: 0x9000_0000,
    },
    { name: '.strtab', content: Buffer.from('\0sbom\0sbom_length\0', 'latin1'), address: 0xa000_0000 },
  ])
  const bytes = inMemory(program)
  const executable = await openExecutable(bytes)
  const findings = new Findings()
  if (executable !== undefined) await addNativeImage(bytes, executable, findings)
  return findings.reading
}

test('a native image by the bill of materials in it', async () => {
  expect(words(await read(gzipSync(SBOM)))).toEqual(['org.yaml:snakeyaml 1.30'])
})

test('one that is damaged, too large, or unpacks to more than is read is said', async () => {
  expect((await read(Buffer.from('no gzip'))).incomplete).toContain('damaged')
  expect((await read(gzipSync(SBOM), 1e9)).incomplete).toContain('larger')
  expect((await read(gzipSync(Buffer.alloc(40 << 20)))).incomplete).toContain('damaged')
})
