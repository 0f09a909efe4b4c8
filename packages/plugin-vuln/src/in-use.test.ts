import { scanWith } from '@veinmind/plugin-testing'
import type { Container, Process } from '@veinmind/sdk'
import { buildContainer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { dataWith, osv } from '../test/database.ts'
import { deb, debian, nodeModule } from '../test/images.ts'
import vuln from './index.ts'

const RECENT = { 'max-db-age': '9999d' }
const RECORDS = [
  osv('CVE-1-1', ['Debian:12', 'openssl'], '9'),
  osv('CVE-1-2', ['Debian:12', 'curl'], '9'),
  osv('CVE-1-3', ['Debian:12', 'python3-yaml'], '9'),
  osv('CVE-1-4', ['npm', 'left'], '9'),
  osv('CVE-1-5', ['npm', 'right'], '9'),
  osv('CVE-1-6', ['npm', 'npm'], '9'),
]
const IMAGE = debian('12', deb('libssl3', '3.0', 'openssl') + deb('curl', '7') + deb('python3-yaml', '6'), {
  // Named below /lib by the database, mapped below /usr/lib.
  'var/lib/dpkg/info/libssl3.list': '/.\n/lib/x86_64-linux-gnu/libssl.so.3\n',
  'var/lib/dpkg/info/curl.list': '/.\n/usr/bin/curl\n',
  'var/lib/dpkg/info/python3-yaml.list': '/.\n/usr/lib/python3/dist-packages/yaml/__init__.py\n',
  ...nodeModule('left', '1.0.0'),
  ...nodeModule('left/node_modules/right', '1.0.0'),
  'srv/app/node_modules/left/node_modules/right/package.json': '{"name":"right","version":"1.0.0"}',
  'usr/lib/node_modules/npm/package.json': '{"name":"npm","version":"1.0.0"}',
})
const NGINX: Process = {
  pid: 1,
  name: 'nginx',
  args: ['nginx'],
  exe: '/usr/sbin/nginx',
  mapped: ['/usr/lib/x86_64-linux-gnu/libssl.so.3', '/usr/sbin/nginx'],
}
const NODE: Process = {
  pid: 7,
  name: 'node',
  args: ['node', '--trace-warnings', '../lib/node_modules/npm/bin/npm-cli.js'],
  exe: '/usr/bin/node',
  cwd: '/usr/bin',
  mapped: ['/srv/app/node_modules/left/node_modules/right/build/a.node', '/usr/bin/node'],
  descriptors: [{ fd: 3, target: '/srv/app/data' }],
}

async function usesOf(more: Partial<Container>, options: object = {}) {
  const dataDir = await dataWith(RECORDS)
  const container = { ...buildContainer({ image: IMAGE }), state: 'running' as const, ...more }
  const { findings } = await scanWith(vuln, container, { dataDir, options: { ...RECENT, ...options } })
  return Object.fromEntries(
    findings
      .filter(({ type }) => type === 'Vulnerability')
      .map(({ rule, detail, evidence = '' }) => [rule.id, [detail['in_use'], evidence.replace(/.*?fixed in 9/, '')]]),
  )
}

test('what a process has mapped, was made from or told to run is in use; what an interpreter has read is not known', async () => {
  expect(await usesOf({ processes: [NGINX, NODE] })).toEqual({
    'CVE-1-1': ['yes', ', in use by nginx (1)'],
    'CVE-1-2': ['not seen', ''],
    'CVE-1-3': ['not known', ', in use: not known'],
    'CVE-1-4': ['not known', ', in use: not known'],
    'CVE-1-5': ['yes', ', in use by node (7)'],
    'CVE-1-6': ['yes', ', in use by node (7)'],
  })
})

test('where a process could not be looked at, only what others use is known', async () => {
  const { mapped: _mapped, ...hidden } = NODE
  const uses = await usesOf({ processes: [NGINX, hidden] })
  expect([uses['CVE-1-1']?.[0], uses['CVE-1-2']?.[0]]).toEqual(['yes', 'not known'])
})

test('of a container whose processes cannot be read nothing is known, and of one that does not run nothing is said', async () => {
  const { processes: _none, ...unread } = buildContainer({ image: IMAGE })
  const dataDir = await dataWith(RECORDS)
  const { findings } = await scanWith(vuln, { ...unread, state: 'running' }, { dataDir, options: RECENT })
  expect(new Set(findings.map(({ detail }) => detail['in_use']))).toEqual(new Set(['not known']))
  const stopped = await usesOf({ state: 'exited', processes: [] })
  expect(new Set(Object.values(stopped).map(([use]) => use))).toEqual(new Set([undefined]))
})

test('--vuln.in-use leaves out what no process has loaded, and nothing that is not known', async () => {
  const uses = await usesOf({ processes: [NGINX, NODE] }, { 'in-use': true })
  expect(Object.keys(uses)).toEqual(['CVE-1-1', 'CVE-1-3', 'CVE-1-4', 'CVE-1-5', 'CVE-1-6'])
})
