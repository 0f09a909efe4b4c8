import { expect, test } from 'vitest'
import { read, words } from '../testing.ts'
import { namedPylock, pipfileLock, pythonToml } from './locks.ts'
import { pythonMetadata } from './metadata.ts'
import { requirements } from './requirements.ts'

test('a distribution by its metadata: dist-info, egg-info as folder and as file, eggs', () => {
  const metadata =
    'Metadata-Version: 2.1\r\nName: zope.interface\r\nVersion: 5.4.0\r\nLicense: ZPL 2.1\r\nClassifier: License :: OSI Approved :: Zope Public License\r\n\r\nName: not-this\r\n'
  for (const path of [
    '/usr/lib/python3/dist-packages/zope.interface-5.4.0.dist-info/METADATA',
    '/x/zope.interface.egg-info/PKG-INFO',
    '/x/zope.interface-5.4.0-py3.11.egg-info',
    '/x/zope.egg/EGG-INFO/PKG-INFO',
  ]) {
    expect(read(pythonMetadata, path, metadata)?.packages).toEqual([
      { type: 'pypi', name: 'zope.interface', version: '5.4.0', isInstalled: true, licenses: ['Zope Public License'] },
    ])
  }
  expect(read(pythonMetadata, '/x/a.dist-info/METADATA', 'Summary: x\n')).toBeUndefined()
  expect(() => read(pythonMetadata, '/x/METADATA', '')).toThrow('does not want')
})

test('of the licences of a distribution: the expression, then classifiers, then a name, never a text', () => {
  const licenses = (lines: string) =>
    read(pythonMetadata, '/x/a.dist-info/METADATA', `Name: a\nVersion: 1\n${lines}`)?.packages[0]?.licenses
  expect(
    licenses('License-Expression: MIT OR Apache-2.0\nClassifier: License :: OSI Approved :: MIT License\n'),
  ).toEqual(['MIT OR Apache-2.0'])
  expect(licenses('License: BSD 3-Clause\n')).toEqual(['BSD 3-Clause'])
  expect(licenses('License: Copyright (c) by us\n        Permission is hereby granted\n')).toBeUndefined()
  expect(licenses('License: UNKNOWN\n')).toBeUndefined()
})

test('poetry, uv, pdm and pylock', () => {
  const poetry =
    '[[package]]\nname = "requests"\nversion = "2.31.0"\ncategory = "dev"\n\n[metadata]\nlock-version = "2.0"\n'
  expect(read(pythonToml, '/app/poetry.lock', poetry)?.packages).toEqual([
    { type: 'pypi', name: 'requests', version: '2.31.0', isInstalled: false, meta: { isDevelopment: true } },
  ])
  const uv =
    'version = 1\n[[package]]\nname = "app"\nversion = "0.1.0"\nsource = { virtual = "." }\n[[package]]\nname = "idna"\nversion = "3.7"\nsource = { registry = "https://pypi.org/simple" }\n'
  expect(words(read(pythonToml, '/app/uv.lock', uv))).toEqual(['idna 3.7 (asked)'])
  const pylock = 'lock-version = "1.0"\n[[packages]]\nname = "attrs"\nversion = "25.1.0"\n'
  expect(words(read(pythonToml, '/app/pylock.toml', pylock))).toEqual(['attrs 25.1.0 (asked)'])
  expect(words(read(namedPylock, '/app/pylock.dev.toml', pylock))).toEqual(['attrs 25.1.0 (asked)'])
  expect(() => read(pythonToml, '/app/uv.lock', '[[')).toThrow('no valid TOML')
})

test('pipenv', () => {
  const lock = {
    _meta: { hash: {} },
    default: { requests: { version: '==2.31.0' }, git: { ref: 'abc' } },
    develop: { pytest: { version: '==8.0.0' } },
  }
  expect(words(read(pipfileLock, '/app/Pipfile.lock', JSON.stringify(lock)))).toEqual([
    'requests 2.31.0 (asked)',
    'git  (asked)',
    'pytest 8.0.0 (asked)',
  ])
})

test('requirements: only what is pinned, whatever follows it', () => {
  const text =
    '# c\n-r other.txt\nDjango==4.2.1  # via x\nuvicorn[standard] == 0.23.0 ; python_version >= "3.8"\nflask>=2\nidna===3.7 \\\n    --hash=sha256:abc\nwild==1.*\na==1.0,>=0.5\n--index-url https://x\npkg @ https://x/y.whl\n'
  expect(words(read(requirements, '/app/requirements.txt', text))).toEqual([
    'Django 4.2.1 (asked)',
    'uvicorn 0.23.0 (asked)',
    'idna 3.7 (asked)',
    'a 1.0 (asked)',
  ])
  expect(read(requirements, '/app/requirements/dev.txt', 'a==1\n')?.packages[0]?.meta).toEqual({ isDevelopment: true })
  expect(() => read(requirements, '/app/notes.txt', '')).toThrow('does not want')
})

test('hostile lines take no time', () => {
  const started = performance.now()
  read(
    requirements,
    '/requirements.txt',
    `${'a'.repeat(500_000)}\n${'a['.repeat(200_000)}\n${'a '.repeat(200_000)}\na${' '.repeat(500_000)}x`,
  )
  read(pythonMetadata, '/x/a.dist-info/METADATA', `Name: a\n${' x\n'.repeat(500_000)}`)
  expect(performance.now() - started).toBeLessThan(2000)
})
