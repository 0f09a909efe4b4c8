import type { SupportCycle } from '@veinmind/advisories'
import type { OperatingSystem, Package } from '@veinmind/inventory'
import { endOfLife } from '@veinmind/report'
import type { Location, Rule, ScanContext } from '@veinmind/sdk'
import type { OPTIONS } from './options.ts'
import { MOST_PLACES, withPlaces } from './finding.ts'
import { programOf } from './programs.ts'
import type { State } from './state.ts'

/** Names of systems at endoflife.date, by their own. */
const SYSTEMS: Readonly<Record<string, string>> = {
  alpine: 'alpine-linux',
  almalinux: 'almalinux',
  amzn: 'amazon-linux',
  centos: 'centos',
  debian: 'debian',
  fedora: 'fedora',
  mageia: 'mageia',
  ol: 'oracle-linux',
  'opensuse-leap': 'opensuse',
  rhel: 'rhel',
  rocky: 'rocky-linux',
  sles: 'sles',
  ubuntu: 'ubuntu',
}

export const SYSTEM_ENDED: Rule = {
  id: 'EOL-001',
  title: { en: 'The operating system is out of support', zh: '操作系统已停止支持' },
  severity: 'high',
  description: {
    en: 'New vulnerabilities of its packages are neither mended nor listed by those who made it.',
    zh: '其软件包的新漏洞既不会被修复，也不会被发行方列出。',
  },
  remediation: { en: 'Build on a release that is supported.', zh: '改用仍受支持的发行版本构建。' },
}

export const PROGRAM_ENDED: Rule = {
  id: 'EOL-002',
  title: { en: 'A program is out of support', zh: '程序已停止支持' },
  severity: 'medium',
  description: {
    en: 'Its makers mend no vulnerabilities of this version any more.',
    zh: '其开发者不再修复该版本的漏洞。',
  },
  remediation: { en: 'Upgrade to a version that is supported.', zh: '升级到仍受支持的版本。' },
}

/** Rules that need no flaw of a database. */
export const END_OF_LIFE_RULES: readonly Rule[] = [SYSTEM_ENDED, PROGRAM_ENDED]

/** Reports the system and the programs that nobody mends any more. */
export function reportEndOfLife(
  context: ScanContext<typeof OPTIONS, State>,
  { all, system }: { readonly all: readonly Package[]; readonly system: OperatingSystem | undefined },
): void {
  if (system !== undefined && system.version !== '' && Object.hasOwn(SYSTEMS, system.family)) {
    const at = { rule: SYSTEM_ENDED, name: system.family, version: system.version, at: [system.at], places: 1 }
    reportOne(SYSTEMS[system.family] ?? '', at)
  }
  const seen = new Map<string, { product: string; name: string; version: string; at: Location[]; places: number }>()
  for (const item of all) {
    const product = item.owner === undefined && item.isInstalled ? productOf(item) : undefined
    if (product === undefined || item.version === '') continue
    const known = seen.get(`${product} ${item.version}`)
    if (known === undefined)
      seen.set(`${product} ${item.version}`, {
        product,
        name: item.name,
        version: item.version,
        at: item.places.slice(0, MOST_PLACES),
        places: item.places.length,
      })
    else {
      known.at.push(...item.places.slice(0, MOST_PLACES - known.at.length))
      known.places += item.places.length
    }
  }
  for (const { product, ...one } of seen.values()) reportOne(product, { rule: PROGRAM_ENDED, ...one })

  function reportOne(
    product: string,
    one: {
      readonly rule: Rule
      readonly name: string
      readonly version: string
      readonly at: readonly Location[]
      /** How many there are, some of which are in `at`. */
      readonly places: number
    },
  ): void {
    const cycle = cycleOf(context.state.database.supportOf(product), one.version)
    const { today } = context.state
    if (cycle === undefined || !hasEnded(cycle.end, today)) return
    const extended = typeof cycle.extendedEnd === 'string' ? cycle.extendedEnd : undefined
    const isExtended = extended !== undefined && extended > today
    context.report(
      withPlaces(
        one.places,
        endOfLife({
          rule: one.rule,
          at: one.at,
          // Somebody still mends it, for those who pay.
          ...(isExtended ? { severity: 'low' as const } : {}),
          product,
          name: one.name,
          version: one.version,
          cycle: cycle.name,
          ...(typeof cycle.end === 'string' ? { end: cycle.end } : {}),
          ...(extended === undefined ? {} : { extendedEnd: extended }),
          ...(cycle.latest === undefined ? {} : { latest: cycle.latest }),
        }),
      ),
    )
  }
}

function productOf({ type, name }: Package): string | undefined {
  if (type === 'golang') return name === 'stdlib' ? 'go' : undefined
  return type === 'generic' ? programOf(name)?.support : undefined
}

/** The cycle that a version belongs to: the longest name that it begins with. */
function cycleOf(cycles: readonly SupportCycle[], version: string): SupportCycle | undefined {
  const parts = version.replace(/^(?:go|v)(?=\d)/, '').split('.')
  for (let length = parts.length; length > 0; length--) {
    const name = parts.slice(0, length).join('.')
    const cycle = cycles.find((each) => each.name === name)
    if (cycle !== undefined) return cycle
  }
  return undefined
}

const hasEnded = (end: string | boolean, today: string): boolean => (typeof end === 'string' ? end <= today : end)
