import { copyFileSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireTool, run } from '@veinmind/services'
import { startRegistry } from '@veinmind/testing'
import { writeAdvisories } from './advisories.ts'
import { measure, measurePairs, median } from './measure.ts'
import type { Cost, Pair } from './measure.ts'
import { atLeast, compared, figure } from './result.ts'
import type { Result } from './result.ts'
import type { Subject } from './subject.ts'

const ROWS = 800_000
const MOST_MIB = 350
/** The public data that tests may not need: measured where it lies beside the repository. */
const PUBLIC_DATA = join(import.meta.dirname, '../../../shared/data/advisories')
const COLUMNS = ['seconds', 'cpuSeconds'] as const

/** Packages and their vulnerabilities, with a database of 800,000 rows. */
export async function benchVulnerabilities(subject: Subject): Promise<Result[]> {
  const data = join(subject.folder, 'vulnerabilities')
  mkdirSync(data)
  const list = join(data, 'list.jsonl')
  await writeAdvisories(list, ROWS)
  const built = await build(subject, { from: [list], data })
  return [
    ...buildRows(`a database of ${ROWS / 1000},000 rows`, built, statSync(list).size),
    ...(await benchPublicData(subject)),
    await benchOpening(subject, data),
    ...(await benchScans(subject, data)),
    ...(await benchNewDatabase(subject, data, list)),
  ]
}

function build(
  { bin }: Subject,
  { from, data }: { readonly from: readonly string[]; readonly data: string },
): Promise<Cost> {
  const args = [bin, 'db', 'build', ...from.flatMap((path) => ['--from', path]), '--data-dir', data]
  return measure({ command: process.execPath, args, allow: [0] })
}

const buildRows = (what: string, { cpuSeconds, mebibytes }: Cost, bytes: number): Result[] => [
  atLeast(`building ${what}: OSV JSON a second of CPU`, bytes / 1e6 / cpuSeconds, { least: 1, unit: 'MB' }),
  figure(`memory of building ${what}`, mebibytes, { most: 400, unit: 'MiB' }),
]

async function benchPublicData(subject: Subject): Promise<Result[]> {
  if (!existsSync(PUBLIC_DATA)) return []
  const data = join(subject.folder, 'public-data')
  const built = await build(subject, { from: [PUBLIC_DATA], data })
  const { stdout } = await run('du', ['-sb', PUBLIC_DATA])
  // Its archives are a tenth of what is in them: a lower bound.
  return buildRows('what the public sources have (their archives)', built, Number.parseInt(stdout, 10))
}

/** Opening alone, against all that a Node takes that does nothing. */
async function benchOpening({ folder, rounds }: Subject, data: string): Promise<Result> {
  const script = join(folder, 'open-database.ts')
  copyFileSync(join(import.meta.dirname, 'open-database.ts'), script)
  const node = (...args: readonly string[]): Promise<Cost> => measure({ command: process.execPath, args, allow: [0] })
  const pairs = await measurePairs(
    async () => {
      const cost = await node(script, join(data, 'advisories'))
      return { ...cost, seconds: Number(cost.stdout), cpuSeconds: Number(cost.stdout) }
    },
    () => node('-e', '0'),
    Math.max(rounds, 5),
  )
  return compared('opening a database of 800,000 rows and a first question; theirs: `node -e 0`', pairs, 1)
}

async function benchScans(subject: Subject, data: string): Promise<Result[]> {
  const { archive, layers, layout, rounds, scanCold } = subject
  const own = ['--data-dir', data]
  const syft = await requireTool('syft')
  const alone = await measurePairs(
    () => scanCold('scan', 'image', archive, '--plugins', 'asset,vuln', ...own),
    () => measure({ command: syft, args: ['scan', `oci-archive:${archive}`, '-q', '-o', 'json'], allow: [0] }),
    rounds,
  )
  const beside = await measurePairs(
    () => scanCold('scan', 'image', layout, ...own),
    () => scanCold('scan', 'image', layout, '--skip-plugins', 'asset,vuln', ...own),
    rounds,
  )
  const list = 'for layer; do gzip -dc "$layer" | tar -t > /dev/null || exit 1; done'
  const raw = await measure({ command: 'sh', args: ['-c', list, 'sh', ...layers], allow: [0] })
  return [
    compared('cold scan for packages and vulnerabilities; theirs: syft', alone, 0.35),
    beyond('what packages and vulnerabilities add to a cold scan, of `gzip -dc \\| tar -t`', beside, raw),
    figure(
      'memory of a cold scan for packages and vulnerabilities, with a database of 800,000 rows',
      median(alone.map(({ ours }) => ours.mebibytes)),
      { most: MOST_MIB, unit: 'MiB' },
    ),
  ]
}

/** How much longer the one takes than the other, as a part of what only reading takes; the row's ratios are these parts. */
function beyond(what: string, pairs: readonly Pair[], raw: Cost): Result {
  const [wall, cpu] = COLUMNS.map((key) =>
    median(pairs.map(({ ours, theirs }) => (ours[key] - theirs[key]) / raw[key])),
  )
  const row = compared(what, pairs, 1)
  const most = 0.02
  return {
    ...row,
    ratio: (wall ?? Number.NaN).toFixed(2),
    cpuRatio: (cpu ?? Number.NaN).toFixed(2),
    budget: `≤ + ${most.toFixed(2)} ×`,
    kept: (wall ?? Number.NaN) <= most,
  }
}

/** A database that is new, and an image that is not: its layers are not read again. */
async function benchNewDatabase(
  { bin, folder, image, rounds }: Subject,
  data: string,
  list: string,
): Promise<Result[]> {
  const newer = join(folder, 'newer')
  await measure({
    command: process.execPath,
    args: [bin, 'db', 'build', '--from', list, '--from', newerRecord(folder), '--data-dir', newer],
    allow: [0],
  })
  await using registry = await startRegistry()
  const reference = registry.push('base', '1', image)
  const scan = (from: string): Promise<Cost> => {
    const args = ['scan', 'registry', reference, '--plugins', 'asset,vuln', '--data-dir', from, '--quiet', '-f', 'json']
    const places = ['--cache-dir', join(folder, 'cache-vuln'), '-o', join(folder, 'vuln.json')]
    return measure({ command: process.execPath, args: [bin, ...args, ...places] })
  }
  await scan(data)
  const { layers } = JSON.parse(Buffer.from(image.manifest).toString()) as { layers: readonly { digest: string }[] }
  const before = registry.requests.length
  const pairs = await measurePairs(
    () => scan(newer),
    () => scan(data),
    rounds,
  )
  const fetched = registry.requests
    .slice(before)
    .filter(({ method, path }) => method === 'GET' && layers.some(({ digest }) => path.endsWith(digest)))
  rmSync(newer, { recursive: true })
  return [
    compared('scan of a known image with a new database; theirs: with the one before', pairs, 2),
    figure('fetches of layers by these scans', fetched.length, { most: 0, unit: 'requests' }),
  ]
}

/** One more advisory, on a package that the image has. */
function newerRecord(folder: string): string {
  const path = join(folder, 'newer.jsonl')
  const affected = [
    {
      package: { ecosystem: 'Debian:12', name: 'openssl' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
    },
  ]
  writeFileSync(path, `${JSON.stringify({ id: 'DSA-1-1', modified: '2026-11-30T00:00:00Z', affected })}\n`)
  return path
}
