import { expect, test } from 'vitest'
import { mixLock, otpApplication, rebarLock } from './beam/beam.ts'
import { podfileLock } from './cocoapods/podfile-lock.ts'
import { conanLock, conanText } from './conan/conan.ts'
import { condaMeta } from './conda/conda-meta.ts'
import { pubspecLock } from './dart/pubspec-lock.ts'
import { cabalFreeze, stackLock } from './haskell/haskell.ts'
import { juliaManifest } from './julia/manifest.ts'
import { rockspec } from './lua/rockspec.ts'
import { opam } from './ocaml/opam.ts'
import { depsJson } from './dotnet/deps-json.ts'
import { rDescription } from './r/description.ts'
import { packageResolved } from './swift/package-resolved.ts'
import { Findings } from './reading.ts'
import { read, words } from './testing.ts'
import { wordpressCore, wordpressParts } from './wordpress/wordpress.ts'

test('conda', () => {
  const meta = {
    name: 'numpy',
    version: '1.26.4',
    build: 'py311_0',
    channel: 'https://conda.anaconda.org/conda-forge/linux-64',
    subdir: 'linux-64',
    license: 'BSD-3-Clause',
    files: [],
  }
  expect(read(condaMeta, '/opt/conda/conda-meta/numpy-1.26.4-py311_0.json', JSON.stringify(meta))?.packages).toEqual([
    {
      type: 'conda',
      name: 'numpy',
      version: '1.26.4',
      isInstalled: true,
      licenses: ['BSD-3-Clause'],
      qualifiers: { build: 'py311_0', channel: 'conda-forge', subdir: 'linux-64' },
    },
  ])
})

test('R', () => {
  const text = 'Package: Rcpp\nVersion: 1.0.12\nLicense: GPL (>= 2) + file LICENSE\nBuilt: R 4.3.1; ; 2024; unix\n'
  expect(read(rDescription, '/usr/lib/R/library/Rcpp/DESCRIPTION', text)?.packages).toEqual([
    { type: 'cran', name: 'Rcpp', version: '1.0.12', isInstalled: true, licenses: ['GPL (>= 2)'] },
  ])
  expect(read(rDescription, '/x/DESCRIPTION', 'a text\n')).toBeUndefined()
})

test('Dart', () => {
  const lock =
    'packages:\n  http:\n    dependency: "direct main"\n    source: hosted\n    version: "1.2.0"\n  flutter:\n    source: sdk\n    version: "0.0.0"\n  own:\n    source: git\n    description:\n      url: "https://example.org/own"\n    version: "0.1.0"\n'
  const reading = read(pubspecLock, '/app/pubspec.lock', lock)
  expect(words(reading)).toEqual(['http 1.2.0 (asked)', 'own 0.1.0 (asked)'])
  expect(reading?.packages[1]?.meta).toEqual({ origin: 'https://example.org/own' })
})

test('Swift of versions 1 to 3', () => {
  const state = { version: '2.58.0', revision: 'abc' }
  expect(
    words(
      read(
        packageResolved,
        '/a/Package.resolved',
        JSON.stringify({
          version: 1,
          object: { pins: [{ package: 'swift-nio', repositoryURL: 'https://github.com/apple/swift-nio.git', state }] },
        }),
      ),
    ),
  ).toEqual(['github.com/apple/swift-nio 2.58.0 (asked)'])
  expect(
    words(
      read(
        packageResolved,
        '/a/Package.resolved',
        JSON.stringify({
          version: 2,
          pins: [
            { identity: 'swift-nio', location: 'git@github.com:apple/swift-nio.git', state },
            { identity: 'b', location: 'https://example.org/b', state: { branch: 'main' } },
          ],
        }),
      ),
    ),
  ).toEqual(['github.com/apple/swift-nio 2.58.0 (asked)', 'example.org/b  (asked)'])
})

test('CocoaPods', () => {
  const lock =
    'PODS:\n  - Alamofire (5.8.1)\n  - "Firebase/Core (10.0.0)":\n    - Firebase/Other (= 10.0.0)\n  - ShareKit/Twitter (2.0):\n    - ShareKit\n\nDEPENDENCIES:\n  - Alamofire (5.0.0)\n'
  expect(
    read(podfileLock, '/a/Podfile.lock', lock)?.packages.map(({ name, version, subpath }) => [name, version, subpath]),
  ).toEqual([
    ['Alamofire', '5.8.1', undefined],
    ['Firebase', '10.0.0', 'Core'],
    ['ShareKit', '2.0', 'Twitter'],
  ])
  expect(read(podfileLock, '/a/Pods/Manifest.lock', lock)?.packages[0]?.isInstalled).toBe(true)
})

test('Conan of both versions', () => {
  expect(
    words(
      read(
        conanLock,
        '/a/conan.lock',
        JSON.stringify({
          version: '0.5',
          requires: ['zlib/1.2.13#abc%1675278126.0', 'own/1.0@us/stable#x'],
          build_requires: ['cmake/3.25.3#x'],
        }),
      ),
    ),
  ).toEqual(['zlib 1.2.13 (asked)', 'own 1.0 (asked)', 'cmake 3.25.3 (asked)'])
  expect(
    words(
      read(
        conanLock,
        '/a/conan.lock',
        JSON.stringify({ version: '0.4', graph_lock: { nodes: { 0: { ref: '' }, 1: { ref: 'openssl/1.1.1k' } } } }),
      ),
    ),
  ).toEqual(['openssl 1.1.1k (asked)'])
  expect(
    words(read(conanText, '/a/conanfile.txt', '[requires]\nzlib/1.2.13 # c\npoco/[>1.0]\n[options]\na/1\n')),
  ).toEqual(['zlib 1.2.13 (asked)'])
})

test('Elixir and Erlang', () => {
  const mix =
    '%{\n  "jason": {:hex, :jason, "1.4.1", "abc", [:mix], [], "hexpm", "def"},\n  "own": {:git, "https://example.org/own.git", "0123abc", []},\n}\n'
  expect(words(read(mixLock, '/a/mix.lock', mix))).toEqual(['jason 1.4.1 (asked)', 'own  (asked)'])
  expect(
    words(read(rebarLock, '/a/rebar.lock', '{"1.2.0",\n[{<<"cowboy">>,{pkg,<<"cowboy">>,<<"2.10.0">>},0}]}.\n')),
  ).toEqual(['cowboy 2.10.0 (asked)'])
  const app = '{application, \'ssl\',\n [{description, "x"},\n  {vsn, "11.0.3"}]}.\n'
  expect(read(otpApplication, '/usr/local/lib/erlang/lib/ssl-11.0.3/ebin/ssl.app', app)?.packages).toEqual([
    { type: 'otp', name: 'ssl', version: '11.0.3', isInstalled: true },
  ])
  expect(read(otpApplication, '/app/lib/ssl-11.0.3/ebin/ssl.app', app)?.packages[0]?.type).toBe('hex')
})

test('Haskell, Julia, OCaml, Lua', () => {
  expect(
    words(
      read(
        cabalFreeze,
        '/a/cabal.project.freeze',
        'active-repositories: x\nconstraints: any.aeson ==2.1.2.1,\n             aeson -cffi,\n             any.base-orphans ==0.9.0\n',
      ),
    ),
  ).toEqual(['aeson 2.1.2.1 (asked)', 'base-orphans 0.9.0 (asked)'])
  expect(
    words(
      read(stackLock, '/a/stack.yaml.lock', 'packages:\n- completed:\n    hackage: fuzzy-time-0.2.0.0@sha256:abc,2\n'),
    ),
  ).toEqual(['fuzzy-time 0.2.0.0 (asked)'])
  expect(words(read(stackLock, '/a/stack.yaml', 'extra-deps:\n- acme-missiles-0.3\n- git: x\n'))).toEqual([
    'acme-missiles 0.3 (asked)',
  ])
  expect(
    words(
      read(
        juliaManifest,
        '/a/Manifest.toml',
        'manifest_format = "2.0"\n[[deps.JSON]]\nuuid = "682c06a0"\nversion = "0.21.4"\n[[deps.Dates]]\nuuid = "ade2ca70"\n',
      ),
    ),
  ).toEqual(['JSON 0.21.4 (asked)'])
  expect(
    words(read(juliaManifest, '/a/Manifest-v1.11.toml', '[[JSON]]\nuuid = "682c06a0"\nversion = "0.21.4"\n')),
  ).toEqual(['JSON 0.21.4 (asked)'])
  expect(
    read(opam, '/root/.opam/5.1/.opam-switch/packages/lwt.5.7.0/opam', 'opam-version: "2.0"\nlicense: ["MIT" "ISC"]\n')
      ?.packages,
  ).toEqual([{ type: 'opam', name: 'lwt', version: '5.7.0', isInstalled: true, licenses: ['MIT', 'ISC'] }])
  expect(
    words(
      read(
        rockspec,
        '/usr/lib/luarocks/rocks-5.1/lua-cjson/2.1.0-1/lua-cjson-2.1.0-1.rockspec',
        'package = "lua-cjson"\nversion = _V .. "-1"\n',
      ),
    ),
  ).toEqual(['lua-cjson 2.1.0-1'])
})

test('WordPress, its plugins and themes', () => {
  expect(
    words(
      read(
        wordpressCore,
        '/var/www/html/wp-includes/version.php',
        "<?php\n$wp_version = '6.4.3';\n$wp_db_version = 1;\n",
      ),
    ),
  ).toEqual(['wordpress 6.4.3'])
  const plugin =
    '<?php\n/**\n * @package Akismet\n */\n/*\nPlugin Name: Akismet Anti-spam: Spam Protection\nVersion: 5.3.1\nLicense: GPLv2 or later\n*/\n'
  expect(read(wordpressParts, '/www/wp-content/plugins/akismet/akismet.php', plugin)?.packages).toEqual([
    { type: 'wordpress-plugin', name: 'akismet', version: '5.3.1', isInstalled: true, licenses: ['GPLv2 or later'] },
  ])
  expect(read(wordpressParts, '/www/wp-content/plugins/akismet/class.php', '<?php\n')).toBeUndefined()
  expect(
    words(
      read(
        wordpressParts,
        '/www/wp-content/themes/twentyten/style.css',
        '/*\n * Theme Name: Twenty Ten\n * Version: 4.0 */\n',
      ),
    ),
  ).toEqual(['twentyten 4.0'])
})

test('empty lines and spaces without end take no time', () => {
  const started = performance.now()
  for (const text of ['\n'.repeat(1_000_000), ' '.repeat(1_000_000), '\n \t'.repeat(300_000)]) {
    read(rockspec, '/a/a-1-1.rockspec', text)
    read(wordpressCore, '/a/wp-includes/version.php', text)
    read(opam, '/a/a.opam', `license:${text}x`)
    read(otpApplication, '/a/ebin/a.app', `{${text}x`)
  }
  expect(performance.now() - started).toBeLessThan(5000)
})

test('licences and files beyond the bounds are said', () => {
  const licensed = (count: number): unknown => {
    const findings = new Findings()
    const licenses = Array.from({ length: count }, (_, index) => `L${index}`)
    findings.add({ type: 'npm', name: 'a', version: '1', isInstalled: true, licenses })
    return findings.reading.incomplete
  }
  expect([licensed(16), licensed(17)]).toEqual([undefined, 'a package in it has more licences than are read'])
  const deps = (count: number): string => {
    const runtime = Object.fromEntries(Array.from({ length: count }, (_, index) => [`lib/f${index}.dll`, {}]))
    return JSON.stringify({
      targets: { net8: { 'a/1.0.0': { runtime } } },
      libraries: { 'a/1.0.0': { type: 'package' } },
    })
  }
  expect(read(depsJson, '/app/a.deps.json', deps(4_000))?.incomplete).toBeUndefined()
  expect(read(depsJson, '/app/a.deps.json', deps(4_001))?.incomplete).toBe('it lists more files than are read')
})
