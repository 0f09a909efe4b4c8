/**
 * Both sides, counted: each place × each public form × each way to hide it, and every file of a place in real Debian roots.
 *
 *   node packages/plugin-backdoor/scripts/corpus.ts [--seed 1] [--roots folder,folder] [--write] [--missed]
 *
 * `--roots` are root folders that debootstrap made; without them only what is planted is counted. `--write` puts the table into the README.
 */
import { existsSync, globSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { SEVERITIES } from '@veinmind/sdk'
import { createRandom } from '@veinmind/testing'
import { placeOf } from '../src/places/places.ts'
import { ruleOf } from '../src/rules/index.ts'
import { OTHER_FORMS, SHELL_FORMS } from './forms.ts'
import { PLANTED } from './places.ts'
import { VARIANTS } from './variants.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    roots: { type: 'string', default: '' },
    write: { type: 'boolean', default: false },
    missed: { type: 'boolean', default: false },
  },
})
const README = join(import.meta.dirname, '../README.md')
/** Recall that is held, in percent. */
const LEAST = { shells: 99, others: 99 }

interface Count {
  readonly name: string
  found: number
  all: number
}

function plant(
  forms: typeof SHELL_FORMS,
  random: () => number,
): { readonly byVariant: readonly Count[]; readonly missed: readonly string[] } {
  const missed: string[] = []
  const byVariant = VARIANTS.map(([name]): Count => ({ name, found: 0, all: 0 }))
  for (const [form, template] of forms) {
    for (const [path, textOf] of PLANTED) {
      for (const [index, [variant, hide]] of VARIANTS.entries()) {
        const address = Array.from({ length: 4 }, () => 1 + Math.floor(random() * 250)).join('.')
        const command = template
          .replaceAll('HOST', address)
          .replaceAll('PORT', String(1024 + Math.floor(random() * 60_000)))
        const count = byVariant[index]
        if (!count) continue
        count.all++
        if (isFound(path, textOf(hide(command, random)))) count.found++
        else missed.push(`${form} in ${path}, ${variant}`)
      }
    }
  }
  return { byVariant, missed }
}

/** A finding of medium severity or above that a command is the reason of, not the place. */
function isFound(path: string, text: string): boolean {
  const hits = placeOf(path)?.read({ text, path }).hits ?? []
  return hits.some(({ rule }) => rule.startsWith('BACK-1') && ruleOf(rule).severity !== 'low')
}

function countRoot(root: string): { readonly files: number; readonly alarms: readonly string[] } {
  const alarms: string[] = []
  let files = 0
  for (const name of globSync(
    [
      'etc/**',
      'root/.*',
      'home/*/.*',
      'usr/lib/{systemd,udev,python*,pam.d,modprobe.d}/**',
      'lib/{systemd,udev}/**',
      'var/spool/**',
      'usr/share/dbus-1/**',
    ],
    { cwd: root },
  )) {
    const path = `/${name}`
    const place = placeOf(path)
    if (!place || !lstatSync(join(root, name)).isFile()) continue
    files++
    for (const { rule, severity, evidence } of place.read({ text: readFileSync(join(root, name), 'latin1'), path })
      .hits)
      if (SEVERITIES.indexOf(severity ?? ruleOf(rule).severity) > 0) alarms.push(`${path}: ${rule} ${evidence}`)
  }
  return { files, alarms }
}

const random = createRandom(Number(values.seed))
const shells = plant(SHELL_FORMS, random)
const others = plant(OTHER_FORMS, random)
const percent = (found: number, all: number): string => `${(Math.floor((1000 * found) / all) / 10).toFixed(1)} %`
const sum = (counts: readonly Count[]): Count =>
  counts.reduce((a, b) => ({ name: 'all', found: a.found + b.found, all: a.all + b.all }), {
    name: 'all',
    found: 0,
    all: 0,
  })
const lines = [
  `| hidden by | ${SHELL_FORMS.length} shells in ${PLANTED.length} places | ${OTHER_FORMS.length} other commands in ${PLANTED.length} places |`,
  '| --- | --- | --- |',
  ...[...shells.byVariant, sum(shells.byVariant)].map((count, index) => {
    const other = [...others.byVariant, sum(others.byVariant)][index] ?? count
    return `| ${count.name} | ${percent(count.found, count.all)} of ${count.all} | ${percent(other.found, other.all)} of ${other.all} |`
  }),
]
if (values.missed) process.stdout.write(`${[...shells.missed, ...others.missed].join('\n')}\n`)
const roots = values.roots.split(',').filter((root) => root !== '' && existsSync(root))
let alarms = 0
if (roots.length > 0) {
  lines.push(
    '',
    '| unchanged root | files in places | findings above low, whoever owns the file |',
    '| --- | --- | --- |',
  )
  for (const root of roots) {
    const counted = countRoot(root)
    alarms += counted.alarms.length
    lines.push(`| ${basename(root)} | ${counted.files} | ${counted.alarms.length} |`)
    for (const alarm of counted.alarms) process.stderr.write(`${alarm}\n`)
  }
}
process.stdout.write(`${lines.join('\n')}\n`)
if (values.write) {
  const table = `<!-- corpus -->\n\n${lines.join('\n')}\n\n<!-- /corpus -->`
  writeFileSync(
    README,
    readFileSync(README, 'utf8').replace(/<!-- corpus -->.*<!-- \/corpus -->/s, () => table),
  )
}
const [all, rest] = [sum(shells.byVariant), sum(others.byVariant)]
if ((100 * all.found) / all.all < LEAST.shells || (100 * rest.found) / rest.all < LEAST.others || alarms > 0)
  process.exitCode = 1
