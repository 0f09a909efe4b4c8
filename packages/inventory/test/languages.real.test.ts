import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { requireTool, run, temporaryFolder } from '@veinmind/services'
import { expect, test } from 'vitest'
import type { Package } from '../src/index.ts'
import { SAMPLES } from '../src/languages/samples.ts'
import { buildZip } from '../src/languages/testing.ts'
import { imageOfFolder } from './image-of-folder.ts'
import { inventoryOf } from './inventory-of.ts'

const TIME = { timeout: 900_000 }
const words = (packages: readonly Package[]): string[] =>
  packages.map(({ name, version }) => `${name} ${version}`).sort()

interface Tree {
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, Tree>>
}

function flatten(tree: Tree): string[] {
  return Object.entries(tree.dependencies ?? {}).flatMap(([name, inner]) => [
    ...(inner.version === undefined ? [] : [`${name} ${inner.version}`]),
    ...flatten(inner),
  ])
}

const NPM_PROJECT = JSON.stringify({
  name: 'app',
  version: '1.0.0',
  dependencies: { express: '4.17.1', '@babel/code-frame': '7.24.2', debug: '2.6.9' },
})

test('npm: what is installed is what `npm ls` lists, and so is what the lock file asks for', TIME, async () => {
  const folder = temporaryFolder('npm')
  writeFileSync(join(folder, 'package.json'), NPM_PROJECT)
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder })
  const { stdout } = await run('npm', ['ls', '--all', '--json'], { cwd: folder })
  const theirs = [...new Set(flatten(JSON.parse(stdout) as Tree))].sort()
  const { packages, gaps } = await inventoryOf(imageOfFolder(folder))
  const npm = packages.filter(({ type, name }) => type === 'npm' && name !== 'app')
  expect(gaps).toEqual([])
  expect(words(npm.filter(({ isInstalled }) => isInstalled))).toEqual(theirs)
  const inLock = npm.filter(({ places }) => places.some(({ path }) => path === '/app/package-lock.json'))
  expect(words(inLock)).toEqual(theirs)
  expect(theirs.length).toBeGreaterThan(40)
})

/** What a tool's lock file asks for, by our readers. */
async function lockedBy(folder: string, tool: string, ...args: readonly string[]): Promise<string[]> {
  writeFileSync(join(folder, 'package.json'), NPM_PROJECT)
  await run('npx', ['-y', tool, 'install', ...args], { cwd: folder, env: { CI: '1' } })
  const { packages, gaps } = await inventoryOf(imageOfFolder(folder))
  expect(gaps).toEqual([])
  return words(
    packages.filter(
      ({ name, places }) => name !== 'app' && places.some(({ path = '' }) => /\/app\/[^/]*lock[^/]*$/.test(path)),
    ),
  )
}

test('yarn: what `yarn list` lists', TIME, async () => {
  const folder = temporaryFolder('yarn')
  const ours = await lockedBy(folder, 'yarn@1', '--ignore-scripts', '--silent')
  const { stdout } = await run('npx', ['-y', 'yarn@1', 'list', '--no-progress'], { cwd: folder })
  const theirs = new Set(
    Array.from(stdout.matchAll(/[├└]─ (\S+)@(\d\S*)$/gm), ([, name = '', version = '']) => `${name} ${version}`),
  )
  expect(ours).toEqual([...theirs].sort())
  expect(ours.length).toBeGreaterThan(40)
})

test('pnpm: the lock files of several versions ask for the same, which is what is installed', TIME, async () => {
  const installed = temporaryFolder('pnpm')
  const newest = await lockedBy(installed, 'pnpm@12', '--ignore-scripts', '--silent')
  const { packages } = await inventoryOf(imageOfFolder(installed))
  expect(words(packages.filter(({ name, isInstalled }) => name !== 'app' && isInstalled))).toEqual(newest)
  expect(newest.length).toBeGreaterThan(40)
  for (const tool of ['pnpm@7', 'pnpm@8', 'pnpm@9']) {
    const ours = await lockedBy(temporaryFolder('lock'), tool, '--lockfile-only', '--silent')
    expect({ tool, ours }).toEqual({ tool, ours: newest })
  }
})

test('Python: what `pip list` lists', TIME, async () => {
  const folder = temporaryFolder('pip')
  await run('python3', ['-m', 'venv', folder])
  await run(join(folder, 'bin/pip'), [
    'install',
    '-q',
    '--disable-pip-version-check',
    'flask',
    'requests==2.31.0',
    'ruamel.yaml',
    'zope.interface',
  ])
  const { stdout } = await run(join(folder, 'bin/pip'), ['list', '--format', 'json', '--disable-pip-version-check'])
  const theirs = (JSON.parse(stdout) as { readonly name: string; readonly version: string }[])
    .map(({ name, version }) => `${name.toLowerCase()} ${version}`)
    .sort()
  const { packages, gaps } = await inventoryOf(imageOfFolder(join(folder, 'lib')))
  expect(gaps).toEqual([])
  const top = packages.filter(
    ({ type, places }) => type === 'pypi' && places.some(({ path = '' }) => !path.includes('/_vendor/')),
  )
  expect(
    words(top)
      .map((one) => one.toLowerCase())
      .sort(),
  ).toEqual(theirs)
})

test('Ruby: what `gem list` lists of this machine', TIME, async () => {
  const { stdout } = await run('gem', ['list', '--local'])
  const theirs = stdout
    .split('\n')
    .flatMap((line) => {
      const [, name, versions = ''] = /^(\S+) \((.+)\)$/.exec(line) ?? []
      return name === undefined ? [] : versions.split(', ').map((one) => `${name} ${/\d\S*/.exec(one)?.[0] ?? ''}`)
    })
    .sort()
  const { stdout: paths } = await run('ruby', ['-e', 'puts Gem::Specification.dirs'])
  const found = await Promise.all(
    paths
      .trim()
      .split('\n')
      .filter((path) => existsSync(path))
      .map(async (path) => (await inventoryOf(imageOfFolder(path, path.slice(1)))).packages),
  )
  const ours = found.flat().filter(({ type, isInstalled }) => type === 'gem' && isInstalled)
  expect([...new Set(words(ours))].sort()).toEqual([...new Set(theirs)].sort())
  expect(theirs.length).toBeGreaterThan(20)
})

test('PHP: what `composer show` lists of packages that lie beside the project', TIME, async () => {
  const composer = await requireTool('composer')
  const folder = temporaryFolder('composer')
  const project = join(folder, 'app')
  for (const [name, version, license] of [
    ['one', '1.2.0', 'MIT'],
    ['two', 'v2.0.1', 'ISC'],
  ] as const) {
    mkdirSync(join(folder, name), { recursive: true })
    writeFileSync(join(folder, name, 'composer.json'), JSON.stringify({ name: `t/${name}`, version, license }))
  }
  mkdirSync(project)
  const beside = (name: string) => ({ type: 'path', url: `../${name}`, options: { symlink: false } })
  writeFileSync(
    join(project, 'composer.json'),
    JSON.stringify({
      name: 't/app',
      repositories: [beside('one'), beside('two'), { 'packagist.org': false }],
      require: { 't/one': '*' },
      'require-dev': { 't/two': '*' },
    }),
  )
  const env = { COMPOSER_ALLOW_SUPERUSER: '1', COMPOSER_HOME: join(folder, 'home') }
  await run(composer, ['install', '--no-interaction', '--quiet'], { cwd: project, env })
  const { stdout } = await run(composer, ['show', '--format=json', '--no-interaction'], { cwd: project, env })
  const theirs = (
    JSON.parse(stdout) as { readonly installed: readonly { readonly name: string; readonly version: string }[] }
  ).installed
  const { packages, gaps } = await inventoryOf(imageOfFolder(project))
  expect(gaps).toEqual([])
  const ours = packages.filter(({ type, isInstalled }) => type === 'composer' && isInstalled)
  expect(words(ours)).toEqual(theirs.map(({ name, version }) => `${name} ${version}`).sort())
  expect(ours.map(({ licenses, meta }) => [licenses, meta?.isDevelopment])).toEqual([
    [['MIT'], undefined],
    [['ISC'], true],
  ])
})

test('Java: the jars of a project are what `mvn dependency:tree` lists', TIME, async () => {
  const folder = temporaryFolder('mvn')
  const dependency = (group: string, artifact: string, version: string) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`
  writeFileSync(
    join(folder, 'pom.xml'),
    `<project><modelVersion>4.0.0</modelVersion><groupId>t</groupId><artifactId>app</artifactId><version>1</version><dependencies>${dependency('org.apache.logging.log4j', 'log4j-core', '2.14.1')}${dependency('com.fasterxml.jackson.core', 'jackson-databind', '2.13.0')}${dependency('org.springframework', 'spring-web', '5.3.18')}${dependency('commons-fileupload', 'commons-fileupload', '1.4')}</dependencies></project>`,
  )
  mkdirSync(join(folder, 'lib'))
  await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'lib')}`], {
    cwd: folder,
  })
  const { stdout } = await run('mvn', ['-B', 'dependency:tree', '-DoutputType=text'], { cwd: folder })
  const theirs = [
    ...new Set(
      Array.from(
        stdout.matchAll(/[-\\] ([\w.-]+):([\w.-]+):jar:([\w.-]+):/g),
        ([, group = '', artifact = '', version = '']) => `${group}:${artifact} ${version}`,
      ),
    ),
  ].sort()
  const { packages, gaps } = await inventoryOf(imageOfFolder(join(folder, 'lib')))
  expect(gaps).toEqual([])
  expect(words(packages)).toEqual(theirs)
  expect(theirs.length).toBeGreaterThan(7)
})

interface SyftReport {
  readonly artifacts: readonly { readonly name: string; readonly version: string; readonly type: string }[]
}

/** What of syft's list is not in ours; docs/inventory.md says where the two write a version or a name in another way. */
async function missingOf(folder: string): Promise<{ readonly count: number; readonly missing: readonly string[] }> {
  const syft = await requireTool('syft')
  const { stdout } = await run(syft, [
    'scan',
    `dir:${folder}`,
    '-o',
    'json',
    '-q',
    '--override-default-catalogers',
    'image,directory',
  ])
  const theirs = (JSON.parse(stdout) as SyftReport).artifacts
  const { packages } = await inventoryOf(imageOfFolder(folder))
  const ours = new Set(
    packages
      .flatMap(({ name, version }) => [`${name} ${version}`, `${name.slice(name.lastIndexOf(':') + 1)} ${version}`])
      .map((one) => one.toLowerCase()),
  )
  const missing = theirs
    .filter(({ version }) => version !== 'UNKNOWN')
    .map(({ type, name, version }) => ({
      type,
      word: `${name} ${type === 'gem' ? version.replace(/-.*/, '') : name === 'stdlib' ? version.replace('go', '') : version}`,
    }))
    .filter(({ word }) => !ours.has(word.toLowerCase()))
  return { count: theirs.length, missing: missing.map(({ type, word }) => `${type} ${word}`) }
}

test('what syft lists of files of every language is listed', TIME, async () => {
  const folder = temporaryFolder('samples')
  for (const [id, [path, content]] of Object.entries(SAMPLES)) {
    mkdirSync(join(folder, id, dirname(path)), { recursive: true })
    writeFileSync(join(folder, id, path), content)
  }
  const jar = (manifest: string) => buildZip({ 'META-INF/MANIFEST.MF': `Manifest-Version: 1.0\r\n${manifest}\r\n` })
  writeFileSync(
    join(folder, 'spring-core-5.3.18.jar'),
    jar('Implementation-Title: spring-core\r\nImplementation-Version: 5.3.18\r\n'),
  )
  writeFileSync(
    join(folder, 'app.war'),
    buildZip({
      'WEB-INF/lib/commons-io-2.6.jar': buildZip({
        'META-INF/maven/commons-io/commons-io/pom.properties':
          'groupId=commons-io\nartifactId=commons-io\nversion=2.6\n',
      }),
      'WEB-INF/lib/x-1.2.jar': jar(''),
    }),
  )
  const { count, missing } = await missingOf(folder)
  expect(missing).toEqual([])
  expect(count).toBeGreaterThan(20)
})

test('what syft lists of projects that npm and pip installed is listed', TIME, async () => {
  const folder = temporaryFolder('mixed')
  writeFileSync(join(folder, 'package.json'), NPM_PROJECT)
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder })
  await run('python3', [
    '-m',
    'pip',
    'install',
    '-q',
    '--disable-pip-version-check',
    '--target',
    join(folder, 'python'),
    'flask==3.0.0',
  ])
  writeFileSync(
    join(folder, 'Gemfile.lock'),
    'GEM\n  remote: https://rubygems.org/\n  specs:\n    rack (2.2.8)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  rack\n',
  )
  writeFileSync(
    join(folder, 'Cargo.lock'),
    'version = 3\n\n[[package]]\nname = "serde"\nversion = "1.0.200"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n',
  )
  const { count, missing } = await missingOf(folder)
  expect(missing).toEqual([])
  expect(count).toBeGreaterThan(50)
})
