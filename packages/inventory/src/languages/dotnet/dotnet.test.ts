import { expect, test } from 'vitest'
import { openExecutable } from '../../executables/open-executable.ts'
import { buildElf } from '@veinmind/testing'
import { inMemory } from '../../executables/testing.ts'
import { Findings } from '../reading.ts'
import { read, words } from '../testing.ts'
import { depsJson, nugetLock, packagesConfig } from './deps-json.ts'
import { addAssembly, addBundle } from './read-dotnet.ts'
import { buildAssembly } from './testing.ts'

const DEPS = JSON.stringify({
  targets: {
    '.NETCoreApp,Version=v8.0': {
      'Newtonsoft.Json/13.0.3': { runtime: { 'lib/net6.0/Newtonsoft.Json.dll': {} } },
      'app/1.0.0': { runtime: { 'app.dll': {} } },
    },
  },
  libraries: {
    'app/1.0.0': { type: 'project' },
    'Newtonsoft.Json/13.0.3': { type: 'package' },
    'runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.4': { type: 'runtimepack' },
    'X.Reference/1.0.0.0': { type: 'reference' },
  },
})

test('deps.json: packages, what the SDK brought, the program itself; and the files that they answer for', () => {
  const reading = read(depsJson, '/app/app.deps.json', DEPS)
  expect(words(reading)).toEqual([
    'app 1.0.0',
    'Newtonsoft.Json 13.0.3',
    'Microsoft.NETCore.App.Runtime.linux-x64 8.0.4',
  ])
  expect(reading?.claims).toEqual(['newtonsoft.json.dll', 'app.dll'])
})

test('lock files', () => {
  const lock = {
    version: 1,
    dependencies: {
      'net8.0': {
        Serilog: { type: 'Direct', resolved: '3.1.1' },
        'System.Memory': { type: 'Transitive', resolved: '4.5.5' },
        own: { type: 'Project' },
      },
    },
  }
  const reading = read(nugetLock, '/src/packages.lock.json', JSON.stringify(lock))
  expect(words(reading)).toEqual(['Serilog 3.1.1 (asked)', 'System.Memory 4.5.5 (asked)'])
  expect(reading?.packages[1]?.meta).toEqual({ isIndirect: true })
  expect(
    words(
      read(
        packagesConfig,
        '/src/packages.config',
        '<?xml version="1.0"?>\n<packages>\n  <package id="NUnit" version="3.2.1" targetFramework="net46" />\n</packages>',
      ),
    ),
  ).toEqual(['NUnit 3.2.1 (asked)'])
})

test('a single file carries its deps.json behind a marker', async () => {
  const marker = Buffer.from('8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae', 'hex')
  const deps = Buffer.from(DEPS)
  const build = (header: number, position: number, size: number): Buffer => {
    const place = Buffer.alloc(8)
    place.writeBigInt64LE(BigInt(header))
    const head = Buffer.alloc(12)
    head.writeUInt32LE(6, 0)
    const id = Buffer.from('\x0cabcdefghijkl')
    const numbers = Buffer.alloc(40)
    numbers.writeBigUInt64LE(BigInt(position), 0)
    numbers.writeBigUInt64LE(BigInt(size), 8)
    return Buffer.concat([
      buildElf([{ name: '.data', content: Buffer.concat([place, marker]) }]),
      head,
      id,
      numbers,
      deps,
    ])
  }
  const header = build(1, 0, 0).length - deps.length - 12 - 13 - 40
  const readBundle = async (content: Buffer) => {
    const findings = new Findings()
    const bytes = inMemory(content)
    const executable = await openExecutable(bytes)
    if (executable !== undefined) await addBundle(bytes, executable, findings)
    return findings.reading
  }
  expect(words(await readBundle(build(header, header + 65, deps.length)))).toContain('Newtonsoft.Json 13.0.3')
  expect((await readBundle(build(header, header + 65, 1e12))).incomplete).toContain('damaged')
  expect((await readBundle(build(header, header + 60, deps.length))).incomplete).toContain('damaged')
  expect((await readBundle(build(0, 0, 0))).packages).toEqual([])
})

test('an assembly by its version, without the commit that it was built from', async () => {
  const of = async (content: Buffer, name: string) => {
    const findings = new Findings()
    const bytes = inMemory(content)
    const executable = await openExecutable(bytes)
    if (executable !== undefined) await addAssembly(bytes, executable, name, findings)
    return words(findings.reading)
  }
  const assembly = buildAssembly({ CompanyName: 'Us', ProductVersion: '13.0.3+abc', FileVersion: '13.0.3.27908' })
  expect(await of(assembly, 'Newtonsoft.Json.dll')).toEqual(['Newtonsoft.Json 13.0.3'])
  expect(await of(buildAssembly({ FileVersion: '1, 2, 3, 4' }), 'a.DLL')).toEqual(['a 1.2.3.4'])
  expect(await of(assembly, 'a.resources.dll')).toEqual([])
  expect(await of(buildAssembly({ ProductVersion: '1.0.0' }, { isManaged: false }), 'native.dll')).toEqual([])
  for (let at = 0; at < assembly.length; at += 5)
    await expect(of(assembly.subarray(0, at), 'a.dll')).resolves.toBeDefined()
})
