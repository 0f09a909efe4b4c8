import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { scanWith } from '@veinmind/plugin-testing'
import { buildImage, createRandom, layer } from '@veinmind/testing'
import malicious from '../src/index.ts'
import { CONTENT_RULES } from '../src/rules/index.ts'
import type { MalwareKind } from '../src/rules/rule.ts'
import { readSamples } from './samples.ts'
import { programVariants, scriptVariants } from './variants.ts'
import type { Variant } from './variants.ts'
import { filesBelow, verdictsOn } from './walk.ts'

/**
 * What is found and what is told for nothing: `node scripts/corpora.ts [--debian] [--check] [--harmless FOLDER]`. Each rule's sample is made into its variants from a
 * seed, and scanned in an image as a user's would be. With `--debian` the packages of the list are fetched by apt-get and looked at, with
 * `--check` it fails where the README has other figures.
 */
const SEED = 1130
const SETS = ['worked-on', 'kept-back', 'unseen'] as const
const SURE = new Set(['medium', 'high', 'critical'])
const PACKAGES = [
  'coreutils',
  'bash',
  'busybox-static',
  'openssh-server',
  'openssh-client',
  'curl',
  'wget',
  'perl-base',
  'libpython3.11-stdlib',
  'nginx',
  'apache2-bin',
  'redis-tools',
  'postgresql-15',
  'git',
  'php8.2-cli',
  'nmap',
  'docker.io',
  'rkhunter',
  'chkrootkit',
  'lynis',
  'openssl',
  'gnupg',
  'socat',
  'iptables',
  'systemd',
  'fail2ban',
  'strace',
  'ansible-core',
]

const rows: string[] = []
const addRow = (what: string, figure: string): void => {
  rows.push(`| ${what} | ${figure} |`)
  process.stdout.write(`| ${what} | ${figure} |\n`)
}
const share = (found: number, of: number): string => `${found} of ${of} (${Math.floor((1000 * found) / of) / 10} %)`

interface Sample extends Variant {
  readonly kind: MalwareKind
  readonly variant: string
}

function drawSamples(): readonly Sample[] {
  const random = createRandom(SEED)
  const samples: Sample[] = []
  for (const rule of CONTENT_RULES) {
    const subject = rule.in.includes('program') ? 'program' : rule.in.includes('script') ? 'script' : undefined
    // The test file is the test file: it has no variants.
    if (subject === undefined || rule.number === 1) continue
    const made = subject === 'program' ? programVariants(rule.match, random) : scriptVariants(rule.match, random)
    for (const [variant, one] of Object.entries(made))
      samples.push({ ...one, kind: rule.kind, variant: `${subject}: ${variant}` })
  }
  return samples
}

async function measureRecall(): Promise<void> {
  const samples = drawSamples()
  const files = Object.fromEntries(samples.map(({ path, bytes }, index) => [`${index}${path}`, bytes]))
  const report = await scanWith(malicious, buildImage(layer(files)), { options: { clamd: 'off' } })
  const found = new Set(
    report.findings
      .filter(({ severity }) => SURE.has(severity))
      .flatMap(({ locations }) => locations.map(({ path = '' }) => Number(path.slice(1).split('/')[0]))),
  )
  for (const key of ['kind', 'variant'] as const)
    for (const [name, group] of Map.groupBy([...samples.entries()], ([, sample]) => sample[key]))
      addRow(name, share(group.filter(([index]) => found.has(index)).length, group.length))
}

/** Files as intruders leave them, which no rule was made from. */
async function measureSamples(): Promise<void> {
  for (const [index, set] of SETS.entries()) {
    const samples = readSamples(set)
    const files = Object.fromEntries(samples.map(({ name, bytes }) => [name.slice(1), bytes]))
    const { findings } = await scanWith(malicious, buildImage(layer(files)), { options: { clamd: 'off' } })
    const found = new Set(
      findings
        .filter(({ severity }) => SURE.has(severity))
        .flatMap(({ locations }) => locations.map(({ path = '' }) => path)),
    )
    const count = share(samples.filter(({ name }) => found.has(name)).length, samples.length)
    process.stdout.write(`files of intruders, set ${index + 1}: ${count}\n`)
  }
}

async function measureDebian(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'malicious-debian-'))
  try {
    execFileSync('apt-get', ['-qq', 'download', ...PACKAGES], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
    const root = join(folder, 'root')
    mkdirSync(root)
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.deb')))
      execFileSync('dpkg-deb', ['-x', join(folder, name), root])
    let files = 0
    let told = 0
    for (const path of filesBelow(root)) {
      files += 1
      for (const { rule, evidence } of await verdictsOn(path, path.slice(root.length))) {
        told += 1
        process.stdout.write(`${rule} ${path.slice(root.length)} ${evidence.slice(0, 160)}\n`)
      }
    }
    addRow(`false alarms in ${PACKAGES.length} packages of Debian 12`, `${told} in ${files} files`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function measureFolder(folder: string): Promise<void> {
  let files = 0
  let told = 0
  for (const path of filesBelow(folder)) {
    files += 1
    for (const { rule, evidence } of await verdictsOn(path, `/usr/lib${path.slice(folder.length)}`)) {
      told += 1
      process.stdout.write(`${rule} ${path} ${evidence.slice(0, 160)}\n`)
    }
  }
  process.stdout.write(`false alarms in ${folder}: ${told} in ${files} files\n`)
}

const { values } = parseArgs({
  options: {
    debian: { type: 'boolean' },
    check: { type: 'boolean' },
    harmless: { type: 'string', multiple: true, default: [] },
  },
})
await measureRecall()
await measureSamples()
if (values.debian) await measureDebian()
for (const folder of values.harmless) await measureFolder(folder)
if (values.check) {
  const lines = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8').split('\n')
  const missing = rows.filter((row) => !lines.includes(row))
  for (const row of missing) process.stdout.write(`The README has another figure than: ${row}\n`)
  if (missing.length > 0) process.exitCode = 1
}
