import { scoreOfCvss4 } from './cvss4.ts'

/** A CVSS version whose vectors are read. */
export type CvssVersion = '2' | '3.0' | '3.1' | '4'

/** What a vector comes to. */
export interface CvssScore {
  readonly version: CvssVersion
  /** 0 to 10, with one decimal. */
  readonly score: number
}

/** Longer than any vector with every metric of every group. */
const MAX_LENGTH = 512

/** The score of a CVSS vector of any version (2, 3.0, 3.1, 4.0), by its base metrics; `undefined` for what is no vector. */
export function scoreVector(vector: string): CvssScore | undefined {
  if (vector.length > MAX_LENGTH) return undefined
  const [, version, rest = vector] = /^CVSS:(\d\.\d)\/(.*)$/s.exec(vector.trim()) ?? []
  const metrics = readMetrics(rest)
  if (metrics === undefined) return undefined
  if (version === undefined) return withVersion('2', scoreOfCvss2(metrics))
  if (version === '4.0') return withVersion('4', scoreOfCvss4(metrics))
  if (version === '3.0' || version === '3.1') return withVersion(version, scoreOfCvss3(metrics, version))
  return undefined
}

function withVersion(version: CvssVersion, score: number | undefined): CvssScore | undefined {
  return score === undefined ? undefined : { version, score }
}

/** `AV:N/AC:L` as a map; `undefined` where a metric stands twice or is none. */
function readMetrics(text: string): ReadonlyMap<string, string> | undefined {
  const metrics = new Map<string, string>()
  for (const part of text.replace(/^\(|\)$/g, '').split('/')) {
    if (part === '') continue
    const [, name = '', value = ''] = /^([A-Za-z]{1,3}):([A-Za-z]{1,8})$/.exec(part) ?? []
    if (name === '' || metrics.has(name)) return undefined
    metrics.set(name, value)
  }
  return metrics
}

type Weights = Readonly<Record<string, Readonly<Record<string, number>>>>

// CVSS 3.1 specification, section 7.4.
const WEIGHTS_3: Weights = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
}
const PRIVILEGES_3: Weights = { U: { N: 0.85, L: 0.62, H: 0.27 }, C: { N: 0.85, L: 0.68, H: 0.5 } }

function scoreOfCvss3(metrics: ReadonlyMap<string, string>, version: '3.0' | '3.1'): number | undefined {
  const weights = weigh(metrics, WEIGHTS_3)
  const scope = metrics.get('S') ?? ''
  const privileges = PRIVILEGES_3[scope]?.[metrics.get('PR') ?? '']
  if (weights === undefined || privileges === undefined) return undefined
  const { AV = 0, AC = 0, UI = 0, C = 0, I = 0, A = 0 } = weights
  const base = 1 - (1 - C) * (1 - I) * (1 - A)
  const impact = scope === 'U' ? 6.42 * base : 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15
  if (impact <= 0) return 0
  const exploitability = 8.22 * AV * AC * privileges * UI
  const sum = scope === 'U' ? impact + exploitability : 1.08 * (impact + exploitability)
  const capped = Math.min(sum, 10)
  return version === '3.0' ? Math.ceil(capped * 10) / 10 : roundUp(capped)
}

/** CVSS 3.1, appendix A: rounds up to one decimal without the errors of binary fractions. */
function roundUp(value: number): number {
  const whole = Math.round(value * 100_000)
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10
}

// CVSS 2 guide, section 3.2.1.
const WEIGHTS_2: Weights = {
  AV: { L: 0.395, A: 0.646, N: 1 },
  AC: { H: 0.35, M: 0.61, L: 0.71 },
  Au: { M: 0.45, S: 0.56, N: 0.704 },
  C: { N: 0, P: 0.275, C: 0.66 },
  I: { N: 0, P: 0.275, C: 0.66 },
  A: { N: 0, P: 0.275, C: 0.66 },
}

function scoreOfCvss2(metrics: ReadonlyMap<string, string>): number | undefined {
  const weights = weigh(metrics, WEIGHTS_2)
  if (weights === undefined) return undefined
  const { AV = 0, AC = 0, Au = 0, C = 0, I = 0, A = 0 } = weights
  const impact = 10.41 * (1 - (1 - C) * (1 - I) * (1 - A))
  if (impact === 0) return 0
  return Math.round((0.6 * impact + 0.4 * 20 * AV * AC * Au - 1.5) * 1.176 * 10) / 10
}

function weigh(metrics: ReadonlyMap<string, string>, table: Weights): Record<string, number> | undefined {
  const weights: Record<string, number> = {}
  for (const [name, values] of Object.entries(table)) {
    const value = metrics.get(name) ?? ''
    const weight = Object.hasOwn(values, value) ? values[value] : undefined
    if (weight === undefined) return undefined
    weights[name] = weight
  }
  return weights
}
