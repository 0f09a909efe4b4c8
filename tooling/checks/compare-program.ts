import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { JsonObject } from '../../packages/sdk/src/index.ts'
import { FORMATS } from '../../packages/report/src/index.ts'
import { createRepository, startGitServer } from '../../packages/target-git/test/git-server.ts'
import { startFakeApiServer } from '../../packages/target-k8s/test/fake-api-server.ts'
import { buildImage, dockerArchive, layer } from '../../packages/testing/src/index.ts'

// `node compare-program.ts <folder of the runner> [case …]`: runs the program's sources and its bundle side by side, and holds that they say the
// same: the help of every command, every format in both languages, charts, git over http and ssh, a cluster. What a bundler does to a
// text, to a place or to a module of npm shows here, and in no test of the sources.
const [program = '', ...names] = process.argv.slice(2)
const sources = join(program, 'src/bin.ts')
const bundle = join(program, 'dist/bin.js')
const folder = mkdtempSync(join(tmpdir(), 'veinmind-compare-'))
const LANGUAGES = { en: 'C.UTF-8', zh: 'zh_CN.UTF-8' } as const

interface Run {
  readonly code: number
  readonly said: string
}

interface Case {
  readonly name: string
  readonly args: readonly string[]
  /** What the answer of both must hold: else both may have failed alike. */
  readonly says: RegExp
}

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec: { hostPID: true, containers: [{ name: web, image: 'a:1', securityContext: { privileged: true } }] }
`

try {
  writeInputs()
  await using git = await startGitServer({ 'app.git': commitDockerfile() })
  await using cluster = await startFakeApiServer({ objects: { pods: [podObject()] } })
  using ssh = await startSsh()
  write({ kubeconfig: kubeconfig(cluster.url) })
  const sshAddress = `ssh://git@127.0.0.1:${ssh.port}/app.git`
  const cases: Case[] = [
    { name: 'every format', args: ['scan', 'image', './app.tar', '-f', FORMATS.join(), '-o', 'out'], says: /./ },
    {
      name: 'a chart and files',
      args: ['scan', 'iac', './files', '-f', 'cli,json', '-o', 'json=-'],
      says: /DF-\d+[^]*CP-\d+[^]*templates\/pod\.yaml/,
    },
    { name: 'git', args: ['scan', 'iac', `${git.url}/app.git`], says: /DF-\d+/ },
    {
      name: 'ssh',
      args: ['scan', 'iac', sshAddress, '--ssh-key', 'key', '--ssh-host-key', ssh.wrong],
      says: /GIT_HOST_KEY/,
    },
    { name: 'a cluster', args: ['scan', 'k8s', '--kubeconfig', 'kubeconfig'], says: /KN-\d+[^]*web/ },
    { name: 'plugins', args: ['list', 'plugins'], says: /sensitive/ },
    { name: 'pages', args: ['generate', 'doc'], says: /== \S+\.md\n/ },
    { name: 'completion', args: ['completion', 'bash'], says: /complete/ },
  ]
  const wrong: string[] = []
  for (const [language, locale] of Object.entries(LANGUAGES)) {
    const all = [...cases, ...(await helps(locale))].filter(({ name }) => names.length === 0 || names.includes(name))
    for (const one of all)
      wrong.push(...(await compare(one, locale)).map((what) => `${language}: ${one.name}: ${what}`))
  }
  if (wrong.length > 0) {
    console.error(`the bundle does not say what the sources say\n${wrong.join('\n')}`)
    process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** What is wrong with what the two say. */
async function compare({ args, says }: Case, locale: string): Promise<string[]> {
  const [own, bundled] = await Promise.all([run(sources, args, locale), run(bundle, args, locale)])
  if (!says.test(own.said)) return [`the sources do not say ${String(says)}: ${own.said.slice(0, 500)}`]
  if (own.code !== bundled.code)
    return [`exit code ${bundled.code} instead of ${own.code}: ${bundled.said.slice(0, 500)}`]
  return differences(own.said, bundled.said)
}

function differences(own: string, bundled: string): string[] {
  if (own === bundled) return []
  const [a, b] = [own.split('\n'), bundled.split('\n')]
  const at = a.findIndex((line, index) => line !== b[index])
  const [left = '', right = ''] = [a[at], b[at]]
  const column = Math.max(0, left.split('').findIndex((character, index) => character !== right[index]) - 40)
  return [`line ${at + 1}: ${left.slice(column, column + 160)} | ${right.slice(column, column + 160)}`]
}

/** Help of the program, of its commands, and of theirs. */
async function helps(locale: string): Promise<Case[]> {
  const { said } = await run(sources, ['--help'], locale)
  const commands = [
    ...new Set([...commandsIn(said), ...commandsIn((await run(sources, ['scan', '--help'], locale)).said)]),
  ]
  return ['', ...commands].map((words) => ({
    name: `${words} --help`,
    args: [...words.split(' ').filter((word) => word !== ''), '--help'],
    says: /veinmind/,
  }))
}

function commandsIn(help: string): string[] {
  return [...help.matchAll(/^ {2}veinmind ([a-z0-9]+(?: [a-z0-9]+)*)/gm)].map(([, words = '']) => words)
}

/** Runs a program; what it said, and what it wrote, without times and names of the run. */
function run(path: string, args: readonly string[], locale: string): Promise<Run> {
  const cwd = placeOf(path)
  const out = join(cwd, 'out')
  for (const name of ['out', 'docs', 'home']) rmSync(join(cwd, name), { recursive: true, force: true })
  const env = { PATH: process.env['PATH'], HOME: join(cwd, 'home'), LANG: locale, NODE_DISABLE_COMPILE_CACHE: '1' }
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [path, ...args], { cwd, env, maxBuffer: 1 << 27 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') return reject(error)
      const written = [out, join(cwd, 'docs')].flatMap(readFiles).map(([name, text]) => `== ${name}\n${text}`)
      resolve({
        code: Number(error?.code ?? 0),
        said: plain([stdout, stderr, ...written].join('\n').replaceAll(cwd, '')),
      })
    })
  })
}

/** Each has a folder of its own, with the same in it. */
function placeOf(path: string): string {
  return join(folder, path === bundle ? 'bundle' : 'source')
}

function readFiles(path: string): [string, string][] {
  try {
    return readdirSync(path)
      .toSorted()
      .map((name) => [name, readFileSync(join(path, name), 'utf8')])
  } catch {
    return []
  }
}

function plain(text: string): string {
  return (
    text
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d(?: – (?:\d{4}-\d\d-\d\d )?\d\d:\d\d)? UTC/g, 'TIME')
      .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, 'TIME')
      .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UUID')
      .replaceAll(/\d+(?:\.\d+)? ?(?:ms|s|秒|毫秒)(?![a-z])/g, 'SPAN')
      // Of files by their paths, which differ.
      .replaceAll(/\b[0-9a-f]{64}\b/g, 'DIGEST')
      .replaceAll(/"durationMs": ?\d+/g, '"durationMs":0')
  )
}

function writeInputs(): void {
  const image = buildImage(
    layer({
      'etc/shadow': 'root::1::::::\n',
      'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
      'srv/密钥.env': 'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzzzzzKEY1\n',
    }),
    { references: ['app:1.0'], config: { Env: ['DB_PASSWORD=S3cure-and-long-9271'] } },
  )
  write({
    'app.tar': dockerArchive(image),
    'files/Dockerfile': 'FROM debian\nUSER root\nRUN sudo id\n',
    'files/chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'files/chart/values.yaml': 'name: web\n',
    'files/chart/templates/pod.yaml': POD.replace('name: web }', 'name: {{ .Values.name | quote }} }'),
    'files/compose.yaml': 'services: { web: { image: "a:latest", privileged: true } }\n',
  })
}

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const place of [placeOf(bundle), placeOf(sources)]) {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(place, name)), { recursive: true })
      writeFileSync(join(place, name), content, { mode: 0o600 })
    }
  }
}

function commitDockerfile(): string {
  const repository = createRepository()
  process.once('exit', () => repository[Symbol.dispose]())
  repository.commit({ 'deploy/Dockerfile': 'FROM debian\nUSER root\n' })
  return repository.path
}

function podObject(): JsonObject {
  return {
    metadata: { name: 'web', namespace: 'shop' },
    spec: { hostPID: true, containers: [{ name: 'web', image: 'a:1', securityContext: { privileged: true } }] },
  }
}

function kubeconfig(server: string): string {
  return JSON.stringify({
    'current-context': 'c',
    clusters: [{ name: 'c', cluster: { server, 'insecure-skip-tls-verify': true } }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    users: [{ name: 'u', user: { token: 'good' } }],
  })
}

/** What is used of it here, where it is no dependency. */
interface Ssh2 {
  readonly utils: { generateKeyPairSync(type: string, options: object): { readonly private: string } }
  readonly Server: new (
    options: { readonly hostKeys: readonly string[] },
    onClient: (client: { on(event: 'error', listener: () => void): void }) => void,
  ) => Server
}

/** A server of ssh, which is known by another key than the one that is named: a whole exchange of keys goes before that is told. */
async function startSsh(): Promise<Disposable & { readonly port: number; readonly wrong: string }> {
  const load = createRequire(join(program, '../../packages/target-git/package.json'))
  const ssh2 = load('ssh2') as Ssh2
  const pair = () => ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 })
  write({ key: pair().private })
  const server = new ssh2.Server({ hostKeys: [pair().private] }, (client) => client.on('error', () => {}))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    port: (server.address() as AddressInfo).port,
    wrong: `SHA256:${createHash('sha256').update('another').digest('base64').replace(/=+$/, '')}`,
    [Symbol.dispose]: () => void server.close(),
  }
}
