import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireTool, run } from '@veinmind/services'
import { buildImage, layer } from '@veinmind/testing'
import type { BuiltImage } from '@veinmind/testing'
import { SAMPLES } from '../src/languages/samples.ts'
import { buildZip } from '../src/languages/testing.ts'
import { TAG } from '../src/packages/rpm/header.ts'
import { imageOfFolder } from '../test/image-of-folder.ts'
import { headerBlob, ndbDatabase, sqliteDatabase } from '../test/rpm-databases.ts'

/** An image that both scanners look at. */
export interface Subject {
  readonly name: string
  /** What has made its files. */
  readonly by: string
  /** Builds it; `folder` is empty and its own. */
  readonly build: (folder: string) => Promise<BuiltImage> | BuiltImage
}

type Files = Readonly<Record<string, string | Uint8Array | { readonly content: Uint8Array; readonly mode: number }>>

const release = (id: string, version: string): Files => ({
  'etc/os-release': `ID=${id}\nVERSION_ID="${version}"\nPRETTY_NAME="${id} ${version}"\n`,
})
const files = (...parts: readonly Files[]): BuiltImage => buildImage(...parts.map((part) => layer(part)))
const program = (path: string): { readonly content: Uint8Array; readonly mode: number } => ({
  content: readFileSync(path),
  mode: 0o755,
})
/** Files of the samples that readers are damaged with, by the ids of the readers. */
const samples = (...ids: readonly string[]): Files =>
  Object.fromEntries(ids.map((id) => [`srv/${id}${SAMPLES[id]?.[0] ?? ''}`, SAMPLES[id]?.[1] ?? '']))

const NPM = JSON.stringify({
  name: 'app',
  version: '1.0.0',
  dependencies: { express: '4.17.1', '@babel/code-frame': '7.24.2' },
})
const rpms = Array.from({ length: 30 }, (_unused, index) =>
  headerBlob(
    new Map<number, string | readonly string[] | readonly number[]>([
      [TAG.name, `package-${index}`],
      [TAG.version, `1.${index}`],
      [TAG.release, '2.el9'],
      [TAG.arch, 'x86_64'],
      [TAG.license, 'MIT'],
      [TAG.sourceRpm, `package-1.${index}-2.el9.src.rpm`],
    ]),
  ),
)
const deb = (name: string, version: string): string =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\nMaintainer: a <a@b.c>\nDescription: x\n\n`
const jar = (name: string, version: string, more: Files = {}): Buffer =>
  buildZip({
    'META-INF/MANIFEST.MF': `Manifest-Version: 1.0\r\nImplementation-Title: ${name}\r\nImplementation-Version: ${version}\r\n`,
    [`META-INF/maven/org.acme/${name}/pom.properties`]: `groupId=org.acme\nartifactId=${name}\nversion=${version}\n`,
    ...(more as Readonly<Record<string, string | Uint8Array>>),
  })

/** What a command of a package manager makes of a folder. */
const made =
  (write: Readonly<Record<string, string>>, ...commands: readonly (readonly string[])[]) =>
  async (folder: string): Promise<BuiltImage> => {
    for (const [name, text] of Object.entries(write)) writeFileSync(join(folder, name), text)
    for (const [command = '', ...args] of commands)
      await run(command, args, { cwd: folder, env: { CI: '1', GOFLAGS: '-mod=mod', CGO_ENABLED: '0' } })
    return imageOfFolder(folder)
  }

const ALPINE = ['musl 1.2.4-r2', 'busybox 1.36.1-r15', 'libcrypto3 3.1.4-r5', 'zlib 1.2.13-r1']
  .map((one) => one.split(' '))
  .map(([name, version]) => `P:${name}\nV:${version}\nA:x86_64\nL:MIT\no:${name}\n\n`)
  .join('')

/** Twenty images beside the Debian image of the benchmarks. */
export const SUBJECTS: readonly Subject[] = [
  {
    name: 'npm, installed',
    by: 'npm',
    build: made({ 'package.json': NPM }, ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts']),
  },
  {
    name: 'npm, lock file',
    by: 'npm',
    build: async (folder) => {
      writeFileSync(join(folder, 'package.json'), NPM)
      await run('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund'], { cwd: folder })
      return imageOfFolder(folder)
    },
  },
  {
    name: 'yarn 1, lock file',
    by: 'yarn',
    build: made({ 'package.json': NPM }, ['npx', '-y', 'yarn@1', 'install', '--ignore-scripts']),
  },
  {
    name: 'Python, virtual environment',
    by: 'pip',
    build: made(
      {},
      ['python3', '-m', 'venv', 'venv'],
      ['venv/bin/pip', 'install', '-q', 'flask==3.0.0', 'requests==2.31.0'],
    ),
  },
  {
    name: 'Python, lock files',
    by: 'files',
    build: () => files(samples('python-lock', 'python-pipfile-lock', 'python-requirements')),
  },
  {
    name: 'Go, a program of 500 modules',
    by: 'go',
    build: async () => files({ 'usr/local/bin/syft': program(await requireTool('syft')) }),
  },
  {
    name: 'Go, go.mod',
    by: 'go',
    build: made(
      {
        'go.mod': 'module example.com/app\n\ngo 1.21\n\nrequire github.com/google/uuid v1.6.0\n',
        'main.go': 'package main\n\nimport "github.com/google/uuid"\n\nfunc main() { println(uuid.NewString()) }\n',
      },
      ['go', 'build', '-o', 'app', '.'],
    ),
  },
  {
    name: 'Java, the jars of Maven',
    by: 'dpkg',
    build: () => {
      const folder = '/usr/share/maven/lib'
      if (!existsSync(folder)) throw new Error('maven is not installed')
      const jars = readdirSync(folder).filter((name) => name.endsWith('.jar'))
      return files(Object.fromEntries(jars.map((name) => [`opt/maven/lib/${name}`, readFileSync(join(folder, name))])))
    },
  },
  {
    name: 'Java, jars in a war',
    by: 'files',
    build: () =>
      files({
        'srv/app.war': jar('app', '1.0', {
          'WEB-INF/lib/tool-2.1.jar': jar('tool', '2.1'),
          'WEB-INF/lib/x-3.jar': jar('x', '3'),
        }),
      }),
  },
  { name: 'Java, lock files', by: 'files', build: () => files(samples('maven-pom', 'gradle-lock')) },
  { name: 'Alpine', by: 'files', build: () => files(release('alpine', '3.19.1'), { 'lib/apk/db/installed': ALPINE }) },
  {
    name: 'rpm, SQLite',
    by: 'files',
    build: () => files(release('rocky', '9.3'), { 'var/lib/rpm/rpmdb.sqlite': sqliteDatabase(rpms) }),
  },
  {
    name: 'rpm, ndb',
    by: 'files',
    build: () => files(release('sles', '15.5'), { 'usr/lib/sysimage/rpm/Packages.db': ndbDatabase(rpms) }),
  },
  {
    name: 'distroless',
    by: 'files',
    build: () =>
      files(release('debian', '12'), {
        'var/lib/dpkg/status.d/base': deb('base-files', '12.4'),
        'var/lib/dpkg/status.d/tzdata': deb('tzdata', '2024a-0'),
      }),
  },
  {
    name: 'an upgrade and a removal in upper layers',
    by: 'files',
    build: () =>
      files(
        release('debian', '12'),
        { 'var/lib/dpkg/status': deb('bash', '5.1') + deb('curl', '7') + deb('tar', '1') },
        { 'var/lib/dpkg/status': deb('bash', '5.2') + deb('tar', '1') },
      ),
  },
  { name: 'Ruby', by: 'files', build: () => files(samples('ruby-gemspec', 'ruby-gemfile-lock')) },
  { name: 'PHP', by: 'files', build: () => files(samples('php-composer', 'wordpress-parts')) },
  { name: '.NET', by: 'files', build: () => files(samples('dotnet-deps', 'dotnet-lock')) },
  {
    name: 'Rust, Dart, Swift, CocoaPods, Conan, R, conda, Elixir, Erlang, Haskell',
    by: 'files',
    build: () =>
      files(
        samples(
          'cargo-lock',
          'dart-lock',
          'swift-resolved',
          'cocoapods-lock',
          'conan-lock',
          'r-description',
          'conda-meta',
          'elixir-lock',
          'erlang-lock',
          'haskell-cabal-freeze',
          'haskell-stack',
        ),
      ),
  },
  {
    name: 'programs without a package',
    by: 'node',
    build: () => files({ 'usr/local/bin/node': program(process.execPath) }),
  },
]
