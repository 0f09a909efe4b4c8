import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkCitedFiles } from './cited-files.ts'
import { checkDependencyRules } from './dependency-rules.ts'
import { checkErrorCodes } from './error-codes.ts'
import { checkFolderPairs } from './folder-pairs.ts'
import { checkImportCircles } from './import-circles.ts'
import { importsOf } from './imports.ts'
import { checkLinks, checkPlaces } from './links.ts'
import { checkManifests } from './manifests.ts'
import { checkPackageTables } from './package-tables.ts'
import { checkPromises } from './promises.ts'
import { checkReferences } from './references.ts'
import { checkFiles } from './repository-files.ts'
import { repositoryFields } from './repository.ts'
import { openWorkspace } from './workspace.ts'
import type { Problem } from './workspace.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'veinmind-checks-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
}

function manifest(name: string, more: object = {}): string {
  return JSON.stringify({
    name: `@veinmind/${name}`,
    description: 'A package that a test made',
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=22.19' },
    files: ['dist', 'README.md', 'LICENSE', 'CHANGELOG.md'],
    exports: { '.': './src/index.ts' },
    publishConfig: { access: 'public', exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } } },
    keywords: ['veinmind', 'container', 'plugin'],
    ...repositoryFields(`packages/${name}`),
    scripts: {
      build: 'tsc -b',
      prepack: 'node ../../tooling/build/absolute-links.ts',
      postpack: 'node ../../tooling/build/absolute-links.ts --restore',
    },
    ...more,
  })
}

const messages = (problems: readonly Problem[]): string[] => problems.map(({ at, message }) => `${at}: ${message}`)

test('imports are found, those in comments are not', () => {
  const source = [
    "import { a } from 'a'",
    "import type {\n  B,\n} from 'b'",
    "export { c } from './c.ts'",
    "import 'd'",
    "const e = await import('e')",
    "// import { f } from 'f'",
    "/* import 'g' */",
  ]
  expect(importsOf(source.join('\n'))).toEqual([
    { specifier: 'a', line: 1 },
    { specifier: 'b', line: 4 },
    { specifier: './c.ts', line: 5 },
    { specifier: 'd', line: 6 },
    { specifier: 'e', line: 7 },
  ])
})

describe('dependency rules', () => {
  const check = (): string[] => messages(checkDependencyRules(openWorkspace(root)))

  test('what the table allows passes', () => {
    write({
      'packages/sdk/package.json': manifest('sdk'),
      'packages/plugin-a/package.json': manifest('plugin-a', { dependencies: { '@veinmind/sdk': 'workspace:^' } }),
      'packages/plugin-a/src/index.ts': "import { x } from '@veinmind/sdk'\nimport { y } from './y.ts'",
    })
    expect(check()).toEqual([])
  })

  test('a plugin that imports the engine, deeply, or leaves its folder', () => {
    write({
      'packages/plugin-a/package.json': manifest('plugin-a', {
        dependencies: { '@veinmind/engine': 'workspace:^', '@veinmind/sdk': 'workspace:^' },
      }),
      'packages/plugin-a/src/index.ts': [
        "import { x } from '@veinmind/engine'",
        "import { y } from '@veinmind/sdk/src/names.ts'",
        "import { z } from '../../engine/src/index.ts'",
        "import { r } from '@veinmind/report'",
      ].join('\n'),
    })
    expect(check()).toEqual([
      'packages/plugin-a/package.json: plugin-a must not depend on @veinmind/engine',
      'packages/plugin-a/src/index.ts:1: plugin-a must not import @veinmind/engine',
      'packages/plugin-a/src/index.ts:2: @veinmind/sdk/src/names.ts is a deep import',
      'packages/plugin-a/src/index.ts:3: ../../engine/src/index.ts leaves the package',
      'packages/plugin-a/src/index.ts:4: @veinmind/report is no dependency of plugin-a',
    ])
  })

  test('a test may import what is declared for development', () => {
    write({
      'packages/plugin-a/package.json': manifest('plugin-a', {
        devDependencies: { '@veinmind/plugin-testing': 'workspace:^' },
      }),
      'packages/plugin-a/src/a.test.ts':
        "import { x } from '@veinmind/plugin-testing'\nimport { y } from '@veinmind/engine'",
    })
    expect(check()).toEqual(['packages/plugin-a/src/a.test.ts:2: @veinmind/engine is no dependency of plugin-a'])
  })

  test("the runner's plugins come in through its manifest, a plugin's own command line is its bin", () => {
    const dependencies = { '@veinmind/plugin-a': 'workspace:^', '@veinmind/standalone': 'workspace:^' }
    write({
      'apps/runner/package.json': manifest('runner', { dependencies }),
      'apps/runner/src/manifest.ts': "export const a = () => import('@veinmind/plugin-a')",
      'apps/runner/src/main.ts': "import a from '@veinmind/plugin-a'",
      'packages/plugin-a/package.json': manifest('plugin-a', {
        dependencies: { '@veinmind/standalone': 'workspace:^' },
      }),
      'packages/plugin-a/src/bin.ts': "import { main } from '@veinmind/standalone'\nimport plugin from './index.ts'",
      'packages/plugin-a/src/index.ts': "import { main } from '@veinmind/standalone'",
      'packages/unheard-of/package.json': manifest('unheard-of'),
    })
    expect(check()).toEqual([
      "apps/runner/src/main.ts:1: @veinmind/plugin-a comes in through the runner's manifest alone",
      'packages/plugin-a/src/index.ts:1: plugin-a must not import @veinmind/standalone',
      'packages/unheard-of/package.json: no rule says what unheard-of may import: add one',
    ])
  })
})

test('manifests: where a package comes from is written by --fix', () => {
  write({
    'packages/sdk/package.json': manifest('sdk', {
      homepage: 'https://example.com',
      bugs: undefined,
      version: '1.0.0',
    }),
  })
  const check = (fix: boolean): string[] => messages(checkManifests(openWorkspace(root), fix))
  expect(check(false)).toEqual([
    'packages/sdk/package.json: "homepage" is not as tooling/checks makes it (mend with --fix)',
    'packages/sdk/package.json: "bugs" is not as tooling/checks makes it (mend with --fix)',
  ])
  expect(check(true)).toEqual([])
  expect(check(false)).toEqual([])
  expect(JSON.parse(readFileSync(join(root, 'packages/sdk/package.json'), 'utf8'))).toMatchObject({
    version: '1.0.0',
    ...repositoryFields('packages/sdk'),
  })
})

test('manifests: what is missing, differs or names a version', () => {
  write({
    'packages/sdk/package.json': manifest('sdk'),
    'packages/image/package.json': manifest('image', {
      name: '@veinmind/sdk',
      license: 'UNLICENSED',
      exports: { '.': './src/index.ts', './extra': './src/extra.ts' },
      bin: { image: './src/bin.ts' },
      dependencies: { yaml: '^2.0.0', '@veinmind/sdk': 'workspace:*' },
    }),
    'tooling/demo/package.json': JSON.stringify({ name: '@veinmind/demo' }),
  })
  const problems = messages(checkManifests(openWorkspace(root)))
  expect(problems.every((text) => !text.startsWith('packages/sdk/'))).toBe(true)
  const parts = [
    'MIT',
    'as its folder',
    'dist/extra.js',
    'dist/bin.js',
    'yaml is asked',
    'workspace:*',
    'tooling is private',
  ]
  expect(parts.filter((part) => problems.filter((text) => text.includes(part)).length !== 1)).toEqual([])
  expect(problems).toHaveLength(7)
})

test('references follow the dependencies, and are mended', () => {
  write({
    'packages/sdk/package.json': manifest('sdk'),
    'packages/sdk/tsconfig.json': '{"references":[]}',
    'apps/runner/package.json': manifest('runner', {
      dependencies: { yaml: 'catalog:', '@veinmind/sdk': 'workspace:^' },
    }),
    'apps/runner/tsconfig.json': '{"include":["src"],"references":[]}',
  })
  expect(checkReferences(openWorkspace(root))).toHaveLength(1)
  expect(checkReferences(openWorkspace(root), true)).toEqual([])
  expect(JSON.parse(readFileSync(join(root, 'apps/runner/tsconfig.json'), 'utf8'))).toEqual({
    include: ['src'],
    references: [{ path: '../../packages/sdk' }],
  })
  expect(checkReferences(openWorkspace(root))).toEqual([])
})

test('error codes: not explained, not used, explained twice, index out of date', () => {
  write({
    'packages/sdk/package.json': manifest('sdk'),
    'packages/sdk/src/index.ts':
      "throw new VeinmindError('SDK_ONE', 'x')\nconst codes = { a: 'SDK_TWO', b: 'OTHER_THING', c: env['SDK_HOME'] }",
    'packages/image/package.json': manifest('image'),
    'docs/errors/sdk.md': '# Errors\n\n## SDK_ONE\n\nIt broke. Mend it.\n\n## SDK_GONE\n\nIt was.\n',
    'docs/errors/image.md': '## SDK_ONE\n\nTwice.\n',
  })
  expect(messages(checkErrorCodes(openWorkspace(root)))).toEqual([
    'docs/errors/image.md:1: no source of image names SDK_ONE',
    'packages/sdk/src/index.ts: SDK_TWO is not explained in docs/errors/sdk.md',
    'docs/errors/sdk.md:7: no source of sdk names SDK_GONE',
    'docs/errors/sdk.md:3: SDK_ONE is explained in docs/errors/image.md too',
    'docs/errors.md: does not follow from docs/errors/*.md (mend with --fix)',
    'apps/runner/src/error-pages.json: does not follow from docs/errors/*.md (mend with --fix)',
  ])
  mkdirSync(join(root, 'apps/runner/src'), { recursive: true })
  checkErrorCodes(openWorkspace(root), true)
  expect(readFileSync(join(root, 'docs/errors.md'), 'utf8')).toContain(
    '- [`SDK_ONE`](errors/sdk.md#sdk_one): It broke.',
  )
  expect(JSON.parse(readFileSync(join(root, 'apps/runner/src/error-pages.json'), 'utf8'))).toMatchObject({
    SDK_GONE: { en: 'It was.' },
  })
})

test('files: a package without README, changeset and test; a large binary', () => {
  write({
    'packages/sdk/package.json': manifest('sdk'),
    'packages/image/package.json': manifest('image'),
    'packages/image/README.md': '# image',
    'packages/image/src/a.test.ts': '',
    '.changeset/image.md': "---\n'@veinmind/image': minor\n---\n\nNew.\n",
    'large.bin': new Uint8Array(60_000),
    'large.txt': 'x'.repeat(60_000),
  })
  execFileSync('git', ['init', '-q'], { cwd: root })
  execFileSync('git', ['add', '.'], { cwd: root })
  expect(messages(checkFiles(openWorkspace(root)))).toEqual([
    'packages/sdk/README.md: is missing',
    'packages/sdk: has neither a CHANGELOG.md nor a changeset in .changeset',
    'packages/sdk: has no test',
    'large.bin: is a binary file of 60000 bytes: build it in the test',
  ])
})

test('links: to a file that is not there, and to a heading that is not', () => {
  write({
    'README.md': '[a](docs/a.md) [b](docs/b.md#two-words) [c](docs/b.md#three)\n[d](https://example.com/x) `[e](f)`\n',
    'docs/b.md': '# Two words\n\n```\n[not](a-link)\n```\n',
  })
  expect(messages(checkLinks(openWorkspace(root)))).toEqual([
    'README.md:1: docs/a.md leads nowhere',
    'README.md:1: docs/b.md has no heading for #three',
    'README.md:2: f leads nowhere',
  ])
})

test('files that a source looks for by their place', () => {
  write({
    'packages/a/src/x.ts':
      "const at = new URL('./data.json', import.meta.url)\nconst on = new URL('../y.ts', import.meta.url)\n",
    'packages/a/src/data.json': '{}',
  })
  expect(messages(checkPlaces(openWorkspace(root)))).toEqual(['packages/a/src/x.ts:2: ../y.ts leads nowhere'])
})

test('files that import each other in a circle, types included', () => {
  write({
    'packages/a/package.json': manifest('a'),
    'packages/a/src/one.ts': "import type { Two } from './two.ts'",
    'packages/a/src/two.ts': "import { three } from './deep/three.ts'\nimport { four } from './four.ts'",
    'packages/a/src/deep/three.ts': "import { one } from '../one.ts'",
    'packages/a/src/four.ts': "import { sdk } from '@veinmind/sdk'",
    'packages/a/src/four.test.ts': "import { four } from './four.ts'\nimport { five } from './four.test.ts'",
  })
  expect(messages(checkImportCircles(openWorkspace(root)))).toEqual([
    'packages/a/src/deep/three.ts: is in a circle of imports: packages/a/src/deep/three.ts → packages/a/src/one.ts → packages/a/src/two.ts',
  ])
})

test('folders that import each other', () => {
  write({
    'packages/a/package.json': manifest('a'),
    'packages/a/src/index.ts': "export { one } from './docker/images/one.ts'",
    'packages/a/src/docker/images/one.ts':
      "import { two } from '../../podman/two.ts'\nimport { other } from './other.ts'",
    'packages/a/src/docker/images/other.ts': "import { index } from '../../index.ts'",
    'packages/a/src/docker/client/three.ts': "import { one } from '../images/one.ts'",
    'packages/a/src/docker/client/three.test.ts': "import { three } from './three.ts'",
    'packages/a/src/docker/images/one.test.ts': "import { three } from '../client/three.ts'",
    'packages/a/src/podman/two.ts': "const three = await import('../docker/client/three.ts')",
  })
  expect(messages(checkFolderPairs(openWorkspace(root)))).toEqual([
    'packages/a/src/docker: and packages/a/src/podman import each other: packages/a/src/docker/images/one.ts imports packages/a/src/podman/two.ts, packages/a/src/podman/two.ts imports packages/a/src/docker/client/three.ts',
  ])
})

test('a comment names a file that is not there', () => {
  write({
    'packages/a/package.json': manifest('a'),
    'docs/real.md': '',
    'packages/a/src/index.ts': [
      '/** See docs/real.md and docs/gone.md. */',
      '// https://example.com/docs/else.md, runtime-spec config.md',
      "const text = 'docs/no-comment.md'",
      ' * as packages/a/src/other.ts has it',
    ].join('\n'),
  })
  expect(messages(checkCitedFiles(openWorkspace(root)))).toEqual([
    'packages/a/src/index.ts:1: its comment names docs/gone.md, which is not there',
    'packages/a/src/index.ts:4: its comment names packages/a/src/other.ts, which is not there',
  ])
})

test('a package that a table does not name', () => {
  write({
    'packages/sdk/package.json': manifest('sdk'),
    'packages/plugin-a/package.json': manifest('plugin-a'),
    'README.md': '| [@veinmind/sdk](packages/sdk) | the contract |\nand [@veinmind/plugin-a](packages/plugin-a)\n',
    'ARCHITECTURE.md': '| `packages/plugin-*` | one class of risk each |\n',
  })
  expect(messages(checkPackageTables(openWorkspace(root)))).toEqual([
    'README.md: its table has no row of [@veinmind/plugin-a](packages/plugin-a)',
    'ARCHITECTURE.md: its table has no row of packages/sdk',
  ])
})

test('a promise of the threat model names a test that exists', () => {
  write({
    'packages/a/src/a.test.ts': "test('holds what it says', () => {})\ntest(\"the host's own name\", () => {})",
    'docs/threat-model.md': [
      '| what is promised | shown by |',
      '| --- | --- |',
      "| held | [holds what it](../packages/a/src/a.test.ts), [the host's own name](../packages/a/src/a.test.ts) |",
      '| renamed | [what it says](../packages/a/src/a.test.ts) |',
      '| moved | [holds](../packages/b/src/a.test.ts) |',
      '| only said | |',
      '',
      'What stands outside of a table [is held](../packages/a/src/a.test.ts) too.',
    ].join('\n'),
  })
  expect(messages(checkPromises(openWorkspace(root)))).toEqual([
    'docs/threat-model.md:4: ../packages/a/src/a.test.ts has no test "what it says"',
    'docs/threat-model.md:5: ../packages/b/src/a.test.ts has no test "holds"',
    'docs/threat-model.md:6: no test shows this promise',
    'docs/threat-model.md:8: ../packages/a/src/a.test.ts has no test "is held"',
  ])
})
