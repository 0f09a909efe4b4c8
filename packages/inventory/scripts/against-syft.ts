import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { debianImage, removeTemporary, requireTools, run, temporaryFolder } from '@veinmind/services'
import { writeOciLayout } from '@veinmind/testing'
import { SUBJECTS } from './syft-images.ts'

/**
 * `node packages/inventory/scripts/against-syft.ts [--check]`: has syft and VeinMind list the packages of the Debian image of the benchmarks and
 * of twenty images, and writes the table of docs/inventory.md, or holds it against what is there. What syft lists and we do not, without a
 * reason that stands here, is a failure.
 */
const ROOT = join(import.meta.dirname, '../../..')
const PAGE = join(ROOT, 'docs/inventory.md')
const [BEGIN, END] = ['<!-- against syft -->', '<!-- /against syft -->']

interface Listed {
  readonly name: string
  readonly version: string
  readonly type: string
  /** Files that it was seen in. */
  readonly paths: readonly string[]
}

/** What is listed here. */
interface Ours {
  /** `name version`, as in `plain`. */
  readonly names: ReadonlySet<string>
  readonly paths: ReadonlySet<string>
}

const say = (text: string): boolean => process.stdout.write(`${text}\n`)

/** Why something that syft lists is not listed under that name here. The first that fits counts. */
const REASONS: readonly {
  readonly why: string
  readonly fits: (theirs: Listed, ours: Ours) => boolean
}[] = [
  { why: 'no version', fits: ({ version }) => ['', 'UNKNOWN', '(devel)', 'unknown'].includes(version) },
  {
    why: 'platform of a gem',
    fits: ({ type, name, version }, ours) =>
      type === 'gem' && ours.names.has(plain(name, version.replace(/-(?:x86|x64|java|aarch64|arm).*$/, ''))),
  },
  {
    why: "go1.x, Go's library",
    fits: ({ name, version }, ours) => name === 'stdlib' && ours.names.has(plain('stdlib', version.replace(/^go/, ''))),
  },
  {
    why: 'a jar without coordinates, listed by the name that its manifest gives',
    fits: ({ type, paths }, ours) => type === 'java-archive' && paths.some((path) => ours.paths.has(path)),
  },
  {
    why: 'a launcher for Windows that is part of pip',
    fits: ({ type, name }) => type === 'binary' && name === 'Simple Launcher',
  },
]

/** One word for what ecosystems take for the same name. Maven's group is part of the name here, and not there. */
function plain(name: string, version: string): string {
  return `${name
    .slice(name.lastIndexOf(':') + 1)
    .toLowerCase()
    .replaceAll(/[-_.]+/g, '-')} ${version}`
}

const { time, syft } = await requireTools(['time', 'syft'])
const rows: string[] = []
const unexplained: string[] = []
const folder = temporaryFolder('against-syft')
const costs = { ours: 0, theirs: 0 }
try {
  rows.push(await row('Debian, the image of the benchmarks', 'debootstrap', (await debianImage()).layout))
  for (const [index, { name, by, build }] of SUBJECTS.entries()) {
    const [work, layout] = [join(folder, `work-${index}`), join(folder, `layout-${index}`)]
    mkdirSync(work)
    await writeOciLayout(layout, await build(work))
    rows.push(await row(name, by, layout))
  }
} finally {
  removeTemporary(folder)
}

const table = [
  BEGIN,
  '',
  '| image | made by | listed by syft | of these listed here | not, and why | listed here alone |',
  '| --- | --- | --- | --- | --- | --- |',
  ...rows,
  '',
  END,
].join('\n')
const page = readFileSync(PAGE, 'utf8')
const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)]
if (before === -1 || after === -1) throw new Error(`${PAGE} has no place for the table`)
const written = page.slice(0, before) + table + page.slice(after + END.length)
say(
  `CPU of all: ours ${costs.ours.toFixed(1)} s, syft ${costs.theirs.toFixed(1)} s, ratio ${(costs.ours / costs.theirs).toFixed(2)}`,
)
if (unexplained.length > 0) {
  say(`not listed, for no reason that is known:\n${unexplained.join('\n')}`)
  process.exit(1)
}
if (!process.argv.includes('--check')) writeFileSync(PAGE, written)
else if (written !== page) {
  say(`${PAGE} says something else: run this without --check`)
  process.exit(1)
}

async function row(name: string, by: string, layout: string): Promise<string> {
  const start = { ...costs }
  const theirs = await listBySyft(layout)
  const list = await listByUs(layout)
  const ours: Ours = {
    names: new Set(list.map((one) => plain(one.name, one.version))),
    paths: new Set(list.flatMap(({ paths }) => paths)),
  }
  const wanted = new Map(theirs.map((one) => [plain(one.name, one.version), one]))
  const missing = [...wanted].filter(([key]) => !ours.names.has(key))
  const counts = new Map<string, number>()
  for (const [key, one] of missing) {
    const why = REASONS.find(({ fits }) => fits(one, ours))?.why
    if (why === undefined) unexplained.push(`${name}: ${one.type} ${key}`)
    else counts.set(why, (counts.get(why) ?? 0) + 1)
  }
  const alone = [...ours.names].filter((key) => !wanted.has(key)).length
  const why = Array.from(counts, ([reason, count]) => `${count}: ${reason}`).join('; ')
  const ratio = (costs.ours - start.ours) / (costs.theirs - start.theirs)
  say(`${name}: syft ${wanted.size}, ours ${ours.names.size}, missing ${missing.length}, CPU ${ratio.toFixed(2)}`)
  return `| ${name} | ${by} | ${wanted.size} | ${wanted.size - missing.length} | ${why === '' ? 'none' : why} | ${alone} |`
}

/** Runs a command and adds the time of the processor that it took. */
async function timed(
  who: 'ours' | 'theirs',
  command: string,
  args: readonly string[],
  allow: readonly number[],
): Promise<string> {
  const { stdout, stderr } = await run(time, ['-f', 'cpu %U %S', command, ...args], { allow })
  const [, user = '0', system = '0'] = /cpu ([\d.]+) ([\d.]+)/.exec(stderr) ?? []
  costs[who] += Number(user) + Number(system)
  return stdout
}

async function listBySyft(layout: string): Promise<readonly Listed[]> {
  const text = await timed('theirs', syft, ['scan', `oci-dir:${layout}`, '-o', 'json', '-q'], [0])
  const { artifacts } = JSON.parse(text) as {
    readonly artifacts: readonly (Listed & { readonly locations: readonly { readonly path: string }[] })[]
  }
  return artifacts.map((one) => ({ ...one, paths: one.locations.map(({ path }) => path) }))
}

async function listByUs(layout: string): Promise<readonly Listed[]> {
  const bin = join(ROOT, 'apps/runner/src/bin.ts')
  const args = [bin, 'scan', 'image', layout, '--plugins', 'asset', '-f', 'json', '-q', '--no-cache']
  const text = await timed('ours', process.execPath, args, [0, 3])
  const { inventory } = JSON.parse(text) as {
    readonly inventory: readonly (Listed & { readonly places: readonly { readonly path?: string }[] })[]
  }
  return inventory.map((one) => ({ ...one, paths: one.places.map(({ path = '' }) => path.replace(/!\/.*$/, '')) }))
}
