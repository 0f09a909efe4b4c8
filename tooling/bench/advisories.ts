import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createRandom } from '@veinmind/testing'

/** Packages that an advisory is about: as many rows a record. */
const ROWS = 4
const SEED = 20_261_130

/** Where advisories are about, as often as they stand here. */
const LISTED =
  'Debian:11,Debian:12,Debian:13,Ubuntu:22.04:LTS,Ubuntu:24.04:LTS,AlmaLinux:8,AlmaLinux:9,Red Hat:enterprise_linux:9::baseos,' +
  'SUSE:Linux Enterprise Server 15 SP5,Alpine:v3.20,Rocky Linux:9,npm,npm,npm,PyPI,PyPI,Maven,Maven,Go,Packagist,RubyGems,crates.io,NuGet'
const ECOSYSTEMS = LISTED.split(',')

/** Sources of packages that the bench image has, among the others. */
const REAL = [
  'glibc',
  'openssl',
  'perl',
  'python3.11',
  'systemd',
  'util-linux',
  'curl',
  'gcc-12',
  'krb5',
  'zlib',
  'expat',
]
const NAMES = 40_000

const WORDS =
  'a crafted request lets an attacker read memory out of bounds and crash the parser of headers in versions before the fix'.split(
    ' ',
  )

/** Writes a list of advisories (JSON Lines of the OSV schema) with so many rows; equal for equal numbers. */
export async function writeAdvisories(path: string, rows: number): Promise<void> {
  await pipeline(Readable.from(batches(rows)), createWriteStream(path))
}

function* batches(rows: number): Generator<string> {
  const random = createRandom(SEED)
  let lines: string[] = []
  for (let at = 0; at < rows / ROWS; at += 1) {
    lines.push(JSON.stringify(advisory(at, random)))
    if (lines.length < 1000) continue
    yield `${lines.join('\n')}\n`
    lines = []
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`
}

function advisory(at: number, random: () => number): object {
  const pick = (below: number): number => Math.floor(random() * below)
  const text = (count: number): string => Array.from({ length: count }, () => WORDS[pick(WORDS.length)]).join(' ')
  const year = 2010 + (at % 17)
  const version = (): string => `${pick(20)}.${pick(30)}.${pick(40)}`
  return {
    id: `OSV-${year}-${at}`,
    aliases: [`CVE-${year}-${100_000 + at}`],
    modified: `${year}-0${1 + pick(9)}-1${pick(10)}T00:00:00Z`,
    published: `${year}-01-01T00:00:00Z`,
    summary: text(8),
    details: text(60),
    severity: [{ type: 'CVSS_V3', score: `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:${pick(2) === 0 ? 'H' : 'L'}/A:N` }],
    affected: Array.from({ length: ROWS }, () => ({
      package: {
        ecosystem: ECOSYSTEMS[pick(ECOSYSTEMS.length)],
        name: pick(20) === 0 ? REAL[pick(REAL.length)] : `package-${pick(NAMES)}`,
      },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: version() }] }],
    })),
    references: [{ type: 'WEB', url: `https://example.com/advisories/${at}` }],
  }
}
