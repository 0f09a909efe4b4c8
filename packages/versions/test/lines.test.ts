import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compare } from '../src/index.ts'

/** Lines `a < b` of real versions, which the workplace lays beside the repository and which are no part of it. */
const LINES = join(import.meta.dirname, '../../../../shared/data/versions')

const ECOSYSTEMS: Readonly<Record<string, string>> = {
  alpine: 'Alpine',
  cran: 'CRAN',
  debian: 'Debian',
  hackage: 'Hackage',
  maven: 'Maven',
  nuget: 'NuGet',
  packagist: 'Packagist',
  pub: 'Pub',
  pypi: 'PyPI',
  redhat: 'Red Hat',
  rubygems: 'RubyGems',
  semver: 'npm',
}

const files = existsSync(LINES) ? readdirSync(LINES).filter((name) => name.endsWith('.txt')) : []

test.skipIf(files.length === 0).each(files.length === 0 ? ['the lines of the workplace'] : files)(
  '%s: every line',
  (name) => {
    const ecosystem = ECOSYSTEMS[name.split('-')[0] ?? ''] ?? name
    const lines = readFileSync(join(LINES, name), 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !/^(#|\/\/)/.test(line))
    const wrong = lines.filter((line) => {
      const [, a = '', sign = '', b = ''] = /^(\S+) ([<=>]) (\S+)$/.exec(line) ?? []
      const expected = sign === '<' ? -1 : sign === '>' ? 1 : 0
      return sign === '' || compare(ecosystem, a, b) !== expected || compare(ecosystem, b, a) !== 0 - expected
    })
    expect({ lines: lines.length > 5, wrong }).toEqual({ lines: true, wrong: [] })
  },
)
