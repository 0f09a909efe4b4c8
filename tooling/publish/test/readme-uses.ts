import type { Completion } from './readme-scripts.ts'

/** How an example of a README is run, and what it prints. */
export interface Use extends Completion {
  readonly prints: RegExp
}

/** Addresses of what runs for the examples. */
export interface Surroundings {
  readonly registry: string
  readonly docker: string
  /** Path of a file. */
  readonly kubeconfig: string
  /** Of a repository that asks for the token `good`. */
  readonly git: string
}

const IMAGE = `import { buildImage, layer } from '@veinmind/testing'
const image = buildImage(layer({ 'etc/shadow': 'root::1::::::\\n', 'srv/run.sh': '# fixme\\nexec 3<>/dev/tcp/x/1\\n' }), { config: { Env: ['A=1'] } })
const images = [image]
const [first] = image.layers
`

/** An advisory of PyPA's. */
const DJANGO = `{ id: 'PYSEC-2021-439', aliases: ['CVE-2021-44420'], modified: '2024-01-01T00:00:00Z', affected: [{ package: { ecosystem: 'PyPI', name: 'django' }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '3.2' }, { fixed: '3.2.10' }] }] }] }`

/** Every example of every README of a published package, in their order. */
export function readmeUses({
  registry,
  docker,
  kubeconfig,
  git,
}: Surroundings): Readonly<Record<string, readonly Use[]>> {
  const harbor = { 'harbor.local': registry }
  const dockerHost = `process.env.DOCKER_HOST = '${docker}'`
  const cluster = `process.env.KUBECONFIG = '${kubeconfig}'`
  return {
    advisories: [
      {
        before: `import { mkdirSync, writeFileSync } from 'node:fs'
mkdirSync('advisories')
writeFileSync('advisories/a.json', JSON.stringify(${DJANGO}))`,
        prints: /^CVE-2021-44420 \[ 'PYSEC-2021-439' \] fixed 3\.2\.10\n$/,
      },
    ],
    archives: [
      {
        before: "import { readFileSync } from 'node:fs'\nconst bytes = readFileSync('app.tar')",
        swap: { "name.endsWith('/pom.properties')": "name === 'manifest.json'" },
        prints: /^manifest\.json \[\{/,
      },
    ],
    commands: [
      {
        before: "const text = 'import os'",
        after: 'console.log(observations.at(-1).rule.id)',
        prints: /^CMD-001\n$/,
      },
    ],
    engine: [
      {
        swap: { '/var/cache/veinmind': 'cache', '/etc/veinmind/cache.key': 'config/cache.key' },
        after: 'console.log(report.errors.length, report.findings.length, process.exitCode); process.exitCode = 0',
        prints: /^0 [1-9]\d* 1\n$/,
      },
      {
        before: `import { openRegistry } from '@veinmind/target-registry'\nimport { scan } from '@veinmind/engine'\nimport sensitive from '@veinmind/plugin-sensitive'\nconst registry = openRegistry('${registry}')`,
        after: 'console.log(report.targets.length)',
        prints: /^1\n$/,
      },
      { before: `import { scan } from '@veinmind/engine'\n${IMAGE}`, prints: /^\/srv\/run\.sh 0 undefined \d+\n$/ },
      {
        before: "import { clearCache, inspectCache, openCache, readCacheKey } from '@veinmind/engine'",
        swap: { '/var/cache/veinmind': 'cache', '/etc/veinmind/cache.key': 'config/cache.key' },
        prints: /entries: \d/,
      },
    ],
    host: [
      { prints: /plugin: 'world-writable'/ },
      {
        swap: { '/srv/veinmind/plugins': './plugin-home', '@acme/veinmind-plugin-x': './world-writable.py' },
        after: 'console.log(plugins[0].name)',
        prints: /^world-writable\n$/,
      },
    ],
    image: [
      { prints: /^app:1\.0 [^]*\/etc\/shadow \d+\n/ },
      { before: IMAGE, swap: { 'readLayer(layer,': 'readLayer(first,' }, prints: /^[0-9a-f]{64} \/etc\/shadow\n/ },
      {
        before: IMAGE,
        swap: { '/etc/alternatives/awk': '/etc/shadow' },
        prints: /^\/etc\/shadow\nundefined\n0 \/etc\/shadow\n$/,
      },
      {
        before: "import { readFileSync } from 'node:fs'",
        swap: { 'process.stdin': "[readFileSync('app.tar')]" },
        prints: /manifest\.json \d+/,
      },
    ],
    'plugin-basic': [{ before: IMAGE, prints: /\w+: / }],
    'plugin-history': [{ before: IMAGE, prints: /^HIST-100 / }],
    'plugin-iac': [{ prints: /^DF-\d{3} \d\n/ }],
    'plugin-sensitive': [{ before: IMAGE, after: 'console.log(report.plugins[0].outcome)', prints: /^ok\n$/ }],
    'plugin-vuln': [
      {
        before: `import { mkdirSync, writeFileSync } from 'node:fs'
import { buildDatabase } from '@veinmind/advisories'
import { buildImage, layer } from '@veinmind/testing'
mkdirSync('known', { recursive: true })
writeFileSync('known/a.json', JSON.stringify(${DJANGO}))
await buildDatabase({ from: ['known/'], folder: 'vuln-data/advisories' })
const image = buildImage(layer({ 'srv/lib/python3/site-packages/Django-3.2.5.dist-info/METADATA': 'Metadata-Version: 2.1\\nName: Django\\nVersion: 3.2.5\\n' }))`,
        swap: { '/var/lib/veinmind': 'vuln-data' },
        prints: /^medium CVE-2021-44420 Django 3\.2\.5: fixed in 3\.2\.10\n$/,
      },
    ],
    'plugin-weakpass': [{ before: IMAGE, after: 'console.log(report.findings[0].rule.id)', prints: /^WEAK-001\n$/ }],
    inventory: [
      {
        before: `import { scan } from '@veinmind/engine'\n${IMAGE}\nconst report = (name, at) => console.log(name, at.path)`,
        swap: { 'export default definePlugin': 'const plugin = definePlugin', '  module: import.meta.url,\n': '' },
        after: 'console.log((await scan(images, { plugins: [plugin] })).plugins[0].outcome)',
        prints: /^ok\n$/,
      },
    ],
    report: [
      {
        before: `const GUESSED = { id: 'X-1', title: 'Guessed', severity: 'high' }\nconst location = { path: '/etc/shadow' }\nconst context = { report: (event) => console.log(event.type, event.rule.id) }`,
        prints: /^Weakpass X-1\n$/,
      },
      {
        before: `const target = { kind: 'image', id: 'sha256:1', name: 'app:1', references: [], source: 'registry' }\nconst event = { type: 'Demo', class: 'risk', rule: { id: 'X-1', title: 'Found', severity: 'high' }, locations: [{ path: '/a' }], detail: {} }`,
        after: 'console.log(written.map(({ format }) => format), errors)',
        prints: /Found[^]*\[ 'json', 'html' \] \[\]\n$/,
      },
      {
        before: "import { readFile } from 'node:fs/promises'",
        swap: { "'report.json'": "'out/report.json'" },
        after: 'console.log(urgent.length)',
        prints: /^0\n$/,
      },
    ],
    sdk: [
      {
        after: 'console.log(Object.keys(plugin))',
        swap: { 'export default definePlugin': 'const plugin = definePlugin' },
        prints: /'inspectors'/,
      },
    ],
    standalone: [
      {
        before: "process.argv.push('info')",
        swap: { '#!/usr/bin/env node\n': '', './index.ts': '@veinmind/plugin-history' },
        prints: /"name": "veinmind-history"/,
      },
      { before: "process.argv.push('image', './latest.tar', '--fail-on', 'high')", prints: /No version is named/ },
    ],
    versions: [{ after: "console.log(compare('Maven', '1.0-rc1', '1.0'))", prints: /^-1\n$/ }],
    'target-git': [
      {
        before: "process.env.VEINMIND_GIT_TOKEN = 'good'",
        swap: { 'https://git.local/app.git': git },
        prints: /^[0-9a-f]{8} deploy\/Dockerfile \d+\n$/,
      },
    ],
    'target-k8s': [
      { before: cluster, prints: /^Deployment shop web$/m },
      { before: cluster, prints: /^harbor\.local\/web:1 shop\/Deployment\/web$/m },
      { prints: /^deployment\.json 8\n$/ },
    ],
    'target-local': [
      { before: dockerHost, swap: { nginx: 'app' }, prints: /^app:1\.0 3 layers$/m },
      { before: dockerHost, swap: { 'running: true': 'running: false' }, prints: /^web \[\]$/m },
      { swap: { 'ssh://root@build-server': docker }, prints: /entity: [^]*app:1\.0/ },
    ],
    'target-registry': [
      { swap: harbor, prints: /\/etc\/shadow/ },
      { swap: harbor, prints: new RegExp(`image ${registry}/team/app`) },
      { swap: harbor, prints: /^v1 sha256:/ },
      { swap: harbor, prints: /report\.json \{"findings":\[\]\}/ },
      { swap: harbor, prints: /^true\n$/ },
    ],
    testing: [
      { before: 'const elf = Buffer.from([0x7f])', after: 'console.log(image.layers.length)', prints: /^2\n$/ },
      {
        before: `import { mkdtempSync, writeFileSync } from 'node:fs'\nimport { writeFile } from 'node:fs/promises'\nimport { buildImage, buildIndex, layer } from '@veinmind/testing'\nconst image = buildImage(layer({ a: 'x' })), armImage = image, folder = mkdtempSync('layout-')`,
        after: "console.log('written')",
        prints: /^written\n$/,
      },
      {
        before: `import { basicCredentials, openRegistry } from '@veinmind/target-registry'
${IMAGE}
const expect = (value) => ({ toBe: (other) => console.log(value - other) })
const somethingThatPulls = async (reference) => {
  const [host] = reference.split('/')
  const client = openRegistry(host, { credentials: basicCredentials(host, 'joe', 'secret') })
  for await (const { layers } of client.images('team/app')) for await (const entry of layers[0].entries()) console.log(entry.path)
}`,
        prints: /^\/etc\/shadow\n[^]*^\d+\n$/m,
      },
      { after: "console.log('built')", prints: /^built\n$/ },
    ],
  }
}
