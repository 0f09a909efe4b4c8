import MACRO_VECTORS from './macro-vectors.json' with { type: 'json' }

type Metrics = ReadonlyMap<string, string>

// How far each value is from the worst of its metric, in steps of 0.1 (CVSS 4.0 specification, section 8.2 and FIRST's calculator).
const STEPS: Readonly<Record<string, string>> = {
  AV: 'NALP',
  PR: 'NLH',
  UI: 'NPA',
  AC: 'LH',
  AT: 'NP',
  VC: 'HLN',
  VI: 'HLN',
  VA: 'HLN',
  SC: 'SHLN',
  SI: 'SHLN',
  SA: 'SHLN',
  CR: 'HML',
  IR: 'HML',
  AR: 'HML',
}

interface Part {
  readonly metrics: readonly string[]
  /** The worst vectors of each level. */
  readonly worst: Readonly<Record<string, readonly string[]>>
  /** How many steps each level has. */
  readonly depth: Readonly<Record<string, number>>
}

const PARTS: readonly Part[] = [
  {
    metrics: ['AV', 'PR', 'UI'],
    worst: { 0: ['NNN'], 1: ['ANN', 'NLN', 'NNP'], 2: ['PNN', 'ALP'] },
    depth: { 0: 1, 1: 4, 2: 5 },
  },
  { metrics: ['AC', 'AT'], worst: { 0: ['LN'], 1: ['HN', 'LP'] }, depth: { 0: 1, 1: 2 } },
  {
    metrics: ['VC', 'VI', 'VA', 'CR', 'IR', 'AR'],
    worst: {
      '00': ['HHHHHH'],
      '01': ['HHLMMH', 'HHHMMM'],
      '10': ['LHHHHH', 'HLHHHH'],
      '11': ['LHLHMH', 'LHHHMM', 'HLHMHM', 'HLLMHH', 'LLHHHM'],
      '21': ['LLLHHH'],
    },
    depth: { '00': 7, '01': 6, '10': 8, '11': 8, '21': 10 },
  },
  {
    metrics: ['SC', 'SI', 'SA'],
    worst: { 0: ['HSS'], 1: ['HHH'], 2: ['LLL'] },
    depth: { 0: 6, 1: 5, 2: 4 },
  },
]

const SCORES: Readonly<Record<string, number>> = MACRO_VECTORS

/** The score of a CVSS 4.0 vector; `undefined` where a metric of the base group is missing or wrong. */
export function scoreOfCvss4(given: Metrics): number | undefined {
  const metrics = effectiveMetrics(given)
  if (metrics === undefined) return undefined
  const value = (name: string): string => metrics.get(name) ?? ''
  if (['VC', 'VI', 'VA', 'SC', 'SI', 'SA'].every((name) => value(name) === 'N')) return 0

  const levels = levelsOf(value)
  const score = scoreOf(levels)
  if (score === undefined) return undefined
  const keys = [String(levels[0]), String(levels[1]), `${levels[2]}${levels[5]}`, String(levels[3])]
  const next = [
    scoreOf(raise(levels, 0)),
    scoreOf(raise(levels, 1)),
    nextOfImpact(levels),
    scoreOf(raise(levels, 3)),
    scoreOf(raise(levels, 4)),
  ]
  let sum = 0
  let existing = 0
  for (const [index, lower] of next.entries()) {
    if (lower === undefined) continue
    existing += 1
    const part = PARTS[index]
    const key = keys[index]
    if (part === undefined || key === undefined) continue
    sum += (score - lower) * (distance(part, key, value) / (part.depth[key] ?? 1))
  }
  const lowered = existing === 0 ? score : score - sum / existing
  return Math.round(Math.min(10, Math.max(0, lowered)) * 10 + 1e-9) / 10
}

const DEFAULTS: Readonly<Record<string, string>> = { E: 'A', CR: 'H', IR: 'H', AR: 'H' }

/** What counts of each metric: that of the environment before the base's; the worst where a metric is left open. */
function effectiveMetrics(given: Metrics): Metrics | undefined {
  const metrics = new Map<string, string>()
  for (const [name, values] of Object.entries(STEPS)) {
    const modified = given.get(`M${name}`)
    const own = given.get(name)
    const chosen = modified !== undefined && modified !== 'X' ? modified : own === 'X' ? undefined : own
    const value = chosen ?? DEFAULTS[name]
    // `S` (safety) is a value of the environment alone.
    const isKnown = value !== undefined && values.includes(value) && !(name === 'SC' && value === 'S')
    if (!isKnown) return undefined
    metrics.set(name, value)
  }
  const exploited = given.get('E') ?? 'X'
  metrics.set('E', exploited === 'X' ? 'A' : exploited)
  return metrics
}

/** The six levels of the macro vector (table 24 to 29 of the specification). */
function levelsOf(value: (name: string) => string): readonly number[] {
  const is = (metric: string): boolean => value(metric.slice(0, -1)) === metric.at(-1)
  const open = [is('AVN'), is('PRN'), is('UIN')].filter(Boolean).length
  return [
    open === 3 ? 0 : open > 0 && !is('AVP') ? 1 : 2,
    is('ACL') && is('ATN') ? 0 : 1,
    is('VCH') && is('VIH') ? 0 : is('VCH') || is('VIH') || is('VAH') ? 1 : 2,
    is('SIS') || is('SAS') ? 0 : is('SCH') || is('SIH') || is('SAH') ? 1 : 2,
    is('EU') ? 2 : is('EP') ? 1 : 0,
    (is('CRH') && is('VCH')) || (is('IRH') && is('VIH')) || (is('ARH') && is('VAH')) ? 0 : 1,
  ]
}

const scoreOf = (levels: readonly number[]): number | undefined => SCORES[`v${levels.join('')}`]

const raise = (levels: readonly number[], index: number): readonly number[] =>
  levels.map((level, at) => (at === index ? level + 1 : level))

/** The parts 3 and 6 depend on each other: the next lower one is the better of the two ways there are. */
function nextOfImpact(levels: readonly number[]): number | undefined {
  const [third, sixth] = [levels[2], levels[5]]
  if (third === 0 && sixth === 0) {
    const both = [scoreOf(raise(levels, 5)), scoreOf(raise(levels, 2))].filter((score) => score !== undefined)
    return both.length === 0 ? undefined : Math.max(...both)
  }
  return scoreOf(raise(levels, third === 1 && sixth === 0 ? 5 : 2))
}

/** Steps from the worst vector of the level that is nowhere milder. */
function distance({ metrics, worst }: Part, level: string, value: (name: string) => string): number {
  for (const vector of worst[level] ?? []) {
    const steps = metrics.map((name, at) => {
      const order = STEPS[name] ?? ''
      return order.indexOf(value(name)) - order.indexOf(vector[at] ?? '')
    })
    if (steps.every((step) => step >= 0)) return steps.reduce((sum, step) => sum + step, 0)
  }
  return 0
}
