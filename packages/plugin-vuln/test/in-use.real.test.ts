import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SILENT } from '@veinmind/internal'
import { scanWith } from '@veinmind/plugin-testing'
import type { Container } from '@veinmind/sdk'
import { removeTemporary, run, startDockerd, temporaryFolder } from '@veinmind/services'
import { containerTarget } from '@veinmind/target-local'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { afterAll, expect, test } from 'vitest'
import vuln from '../src/index.ts'
import { dataWith, osv } from './database.ts'
import { deb } from './images.ts'

const folder = temporaryFolder('in-use')
afterAll(() => removeTemporary(folder))

/** The openssl of this machine with its libraries, as packages of Debian, and a package that nothing runs. */
async function archiveOfOpenssl(): Promise<string> {
  const { stdout } = await run('ldd', ['/usr/bin/openssl'])
  const libraries = Array.from(stdout.matchAll(/(\/\S+) \(0x/g), ([, path = '']) => path)
  const files = Object.fromEntries(
    ['/usr/bin/openssl', ...libraries].map((path) => [
      path.slice(1),
      { content: readFileSync(realpathSync(path)), mode: 0o755 },
    ]),
  )
  const owned = (words: RegExp): string => libraries.filter((path) => words.test(path)).join('\n')
  const image = buildImage(
    layer({
      ...files,
      'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
      'var/lib/dpkg/status': deb('libssl3', '3.0', 'openssl') + deb('libc6', '2.36', 'glibc') + deb('curl', '7'),
      'var/lib/dpkg/info/libssl3.list': `/.\n${owned(/libssl|libcrypto/)}\n`,
      'var/lib/dpkg/info/libc6.list': `/.\n${owned(/libc\.|ld-/)}\n`,
      'var/lib/dpkg/info/curl.list': '/.\n/usr/bin/curl\n',
    }),
    { references: ['registry.local/ssl:1'], config: { Cmd: ['/usr/bin/openssl', 'enc', '-base64'] } },
  )
  const path = join(folder, 'ssl.tar')
  writeFileSync(path, dockerArchive(image))
  return path
}

async function containers(address: string): Promise<readonly Container[]> {
  const defaults = Object.fromEntries(Object.entries(containerTarget.options).map(([name, one]) => [name, one.default]))
  const found = await Array.fromAsync(
    containerTarget.discover([], {
      options: { ...defaults, from: 'docker', 'docker-host': address } as never,
      signal: new AbortController().signal,
      log: SILENT,
    }),
  )
  return found.flatMap((one) => ('entity' in one && one.entity.kind === 'container' ? [one.entity] : []))
}

test('dockerd: what a running program has loaded is in use, another package is not, and a stopped container says nothing', async () => {
  await using dockerd = await startDockerd()
  await dockerd.docker(['load', '-i', await archiveOfOpenssl()])
  await dockerd.docker(['run', '-d', '-i', '--name', 'runs', '--network', 'none', 'registry.local/ssl:1'])
  await dockerd.docker(['create', '--name', 'never', '--network', 'none', 'registry.local/ssl:1'])
  const dataDir = await dataWith([
    osv('CVE-1-1', ['Debian:12', 'openssl'], '9'),
    osv('CVE-1-2', ['Debian:12', 'curl'], '9'),
    osv('CVE-1-3', ['Debian:12', 'glibc'], '9'),
  ])
  const told: Record<string, readonly string[]> = {}
  for (const container of await containers(dockerd.address)) {
    const { findings } = await scanWith(vuln, container, { dataDir, options: { 'max-db-age': '9999d' } })
    told[container.name] = findings
      .filter(({ type }) => type === 'Vulnerability')
      .map(({ rule, detail }) => JSON.stringify([rule.id, detail['in_use'], detail['used_by']]))
  }
  expect(told).toEqual({
    never: ['["CVE-1-1",null,null]', '["CVE-1-2",null,null]', '["CVE-1-3",null,null]'],
    runs: ['["CVE-1-1","yes",["openssl (1)"]]', '["CVE-1-2","not seen",[]]', '["CVE-1-3","yes",["openssl (1)"]]'],
  })
})
