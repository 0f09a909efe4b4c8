import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { requireTools, run } from '@veinmind/services'
import { beforeAll, expect, test } from 'vitest'
import { compare } from '../src/index.ts'

/** Pairs of versions as an ecosystem's own program orders them: -1, 0 or 1 each; anything else: it refuses one of them. */
type Oracle = (pairs: readonly (readonly [string, string])[]) => Promise<readonly string[]>

let tools: Readonly<Record<string, string>>

beforeAll(async () => {
  tools = await requireTools(['dpkg', 'rpm', 'ruby', 'php', 'mvn', 'java', 'checkov'])
})

const COMMON = ['0', '1', '2', '10', '01', '00', '20240101', 'a', 'b', 'rc', 'beta', 'alpha', 'dev', 'x']

const CASES: readonly {
  readonly ecosystem: string
  readonly count: number
  readonly pieces: readonly string[]
  readonly between: readonly string[]
  readonly oracle: Oracle
}[] = [
  {
    ecosystem: 'deb',
    count: 1500,
    pieces: [...COMMON, '~', '+dfsg', '+deb12u1', '~bpo1'],
    between: ['.', '-', '+', '~', ''],
    oracle: async (pairs) =>
      await Promise.all(
        pairs.map(async ([a, b]) => {
          const relation = async (name: string): Promise<boolean> =>
            (await run(tools['dpkg'] ?? '', ['--compare-versions', a, name, b], { allow: [0, 1] })).code === 0
          return (await relation('lt')) ? '-1' : (await relation('gt')) ? '1' : '0'
        }),
      ),
  },
  {
    ecosystem: 'rpm',
    count: 5000,
    pieces: [...COMMON, 'el9', 'git', '~', '^'],
    between: ['.', '+', '~', '^', '_', ''],
    oracle: async (pairs) =>
      linesOf(
        (
          await run(
            tools['rpm'] ?? '',
            [
              '--eval',
              `%{lua:
      for line in io.lines() do
        local space = string.find(line, " ", 1, true)
        print(rpm.vercmp(string.sub(line, 1, space - 1), string.sub(line, space + 1)) .. "\\n")
      end
    }`,
            ],
            { input: textOf(pairs) },
          )
        ).stdout,
      ).filter((line) => line !== ''),
  },
  {
    ecosystem: 'gem',
    count: 5000,
    pieces: [...COMMON, 'pre'],
    between: ['.', '.', '-', ''],
    oracle: async (pairs) =>
      linesOf(
        (
          await run(
            tools['ruby'] ?? '',
            [
              '-e',
              `
      STDIN.each_line { |line| a, b = line.chomp.split(' '); puts(begin; Gem::Version.new(a) <=> Gem::Version.new(b); rescue ArgumentError; 'refused'; end) }
    `,
            ],
            { input: textOf(pairs) },
          )
        ).stdout,
      ),
  },
  {
    ecosystem: 'packagist',
    count: 5000,
    pieces: [...COMMON, 'RC', 'pl', 'p', 'patch'],
    between: ['.', '-', '_', '+', ''],
    oracle: async (pairs) =>
      linesOf(
        (
          await run(
            tools['php'] ?? '',
            [
              '-r',
              `
      while (($line = fgets(STDIN)) !== false) { [$a, $b] = explode(' ', trim($line)); echo version_compare($a, $b), "\\n"; }
    `,
            ],
            { input: textOf(pairs) },
          )
        ).stdout,
      ),
  },
  {
    ecosystem: 'pypi',
    count: 5000,
    pieces: [...COMMON, 'post', 'c', 'pre', 'rev'],
    between: ['.', '-', '_', '.', ''],
    oracle: async (pairs) =>
      linesOf(
        (
          await run(
            join(dirname(tools['checkov'] ?? ''), 'python'),
            [
              '-c',
              `
import sys
from packaging.version import Version, InvalidVersion
for line in sys.stdin:
    try:
        a, b = map(Version, line.split())
        print((a > b) - (a < b))
    except InvalidVersion:
        print('refused')
    `,
            ],
            { input: textOf(pairs) },
          )
        ).stdout,
      ),
  },
  {
    ecosystem: 'maven',
    count: 5000,
    pieces: [...COMMON, 'snapshot', 'sp', 'cr1', 'm2', 'milestone'],
    between: ['.', '-', ''],
    oracle: async (pairs) => {
      const lib = join(dirname(realpathSync(tools['mvn'] ?? '')), '../lib/*')
      const main = 'org.apache.maven.artifact.versioning.ComparableVersion'
      // Its own program prints each version beside the one before it.
      const { stdout } = await run(tools['java'] ?? '', ['-cp', lib, main, ...pairs.flat()])
      const signs = [...stdout.matchAll(/^ {3}\S+ (<|==|>) \S+$/gm)].map(
        ([, sign = '']) => ({ '<': '-1', '==': '0', '>': '1' })[sign] ?? sign,
      )
      return signs.filter((_, index) => index % 2 === 0)
    },
  },
]

test.each(CASES)(
  '$ecosystem: $count generated pairs as its own program orders them',
  async ({ ecosystem, count, pieces, between, oracle }) => {
    const pairs = generate(count, pieces, between)
    const told = await oracle(pairs)
    expect(told).toHaveLength(count)
    const accepted = pairs.flatMap(([a, b], index) =>
      /^(-1|0|1)$/.test(told[index] ?? '') ? [{ a, b, order: Number(told[index]) }] : [],
    )
    expect(accepted.length).toBeGreaterThan(count / 5)
    expect(accepted.filter(({ a, b, order }) => compare(ecosystem, a, b) !== order)).toEqual([])
  },
)

/** Pairs that differ late more often than not. */
function generate(count: number, pieces: readonly string[], between: readonly string[]): (readonly [string, string])[] {
  let state = 41
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (state >> 8) % below
  }
  const pick = (list: readonly string[]): string => list[random(list.length)] ?? ''
  const version = (): string =>
    Array.from({ length: random(4) }, () => pick(between) + pick(pieces)).reduce(
      (text, piece) => text + piece,
      String(random(3)),
    )
  return Array.from({ length: count }, () => {
    const first = version()
    return [first, random(2) === 0 ? version() : first + pick(between) + pick(pieces)] as const
  })
}

function textOf(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map((pair) => `${pair.join(' ')}\n`).join('')
}

function linesOf(stdout: string): string[] {
  return stdout.trimEnd().split('\n')
}
