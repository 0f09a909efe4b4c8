import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openExecutable } from '../../executables/open-executable.ts'
import { buildElf } from '@veinmind/testing'
import { inMemory } from '../../executables/testing.ts'
import { Findings } from '../reading.ts'
import type { Reading } from '../reading.ts'
import { read, words } from '../testing.ts'
import { addCrates } from './audit.ts'
import { cargoLock } from './cargo-lock.ts'

async function crates(content: Uint8Array): Promise<Reading> {
  const bytes = inMemory(buildElf([{ name: '.dep-v0', content }]))
  const findings = new Findings()
  const executable = await openExecutable(bytes)
  if (executable !== undefined) await addCrates(bytes, executable, findings)
  return findings.reading
}

test('the crates of a program, without what only built it', async () => {
  const packages = [
    { name: 'app', version: '0.1.0', source: 'local', root: true },
    { name: 'serde', version: '1.0.200', source: 'crates.io' },
    { name: 'cc', version: '1.0.0', kind: 'build' },
  ]
  expect(words(await crates(deflateSync(JSON.stringify({ packages }))))).toEqual(['app 0.1.0', 'serde 1.0.200'])
})

test('a list that is damaged, or unpacks to more than is read, is said', async () => {
  expect((await crates(Buffer.from('no zlib'))).incomplete).toContain('damaged')
  expect((await crates(deflateSync(Buffer.alloc(20 << 20)))).incomplete).toContain('damaged')
})

test('Cargo.lock', () => {
  const lock =
    'version = 3\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n\n[[package]]\nname = "serde"\nversion = "1.0.200"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n'
  expect(words(read(cargoLock, '/src/Cargo.lock', lock))).toEqual(['app 0.1.0 (asked)', 'serde 1.0.200 (asked)'])
})
