import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { IacFile } from '@veinmind/sdk'
import { makeTemporaryFolder } from '@veinmind/internal/temporary'
import { accountsOf, checkManifests } from './check-kubernetes.ts'
import { decodeText } from './decode-text.ts'
import { detectType } from './detect.ts'
import type { Checked, Diagnostic, FileText, Finding } from './finding.ts'
import { readChart, writeChart } from './helm/read-chart.ts'
import type { Chart } from './helm/read-chart.ts'
import { findHelm, HELM_LIMITS, runHelm } from './helm/run-helm.ts'
import type { HelmEnd, HelmLimits } from './helm/run-helm.ts'
import { createTracer, sourcesOf, traced } from './helm/sources.ts'
import { readManifests } from './kubernetes/read-manifests.ts'
import type { KubernetesRule } from './rules/kubernetes/define.ts'

/** How a chart is checked. */
export interface ChartOptions {
  readonly minor: number
  readonly more: readonly KubernetesRule[]
  readonly signal: AbortSignal
  readonly helm?: string | undefined
  readonly limits?: HelmLimits
}

/** What the check of a chart found, which of its templates were read, and which were not. */
export interface CheckedChart extends Checked {
  readonly rendered: readonly string[]
  readonly unread: readonly string[]
}

/** Renders a chart with its own values, and checks what its templates become. Nothing is thrown but the reason of `signal`. */
export async function checkChart(file: IacFile, options: ChartOptions): Promise<CheckedChart> {
  const { signal, helm = findHelm() } = options
  const chart = await readChart(file, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    return error instanceof Error ? error.message : String(error)
  })
  if (typeof chart === 'string') return failed(chart, [])
  const templates = templatesOf(chart)
  if (helm === undefined) return failed('there is no `helm` on the search path (PATH)', templates)
  if (chart.isLibrary)
    return {
      ...failed('', templates),
      problems: [],
      notes: ['a library of templates for other charts, which Helm does not render by itself'],
    }
  const end = await render(chart, helm, options)
  if (typeof end === 'string') return failed(end, templates)
  const checked = checkOutput(end.stdout.toString('utf8'), chart, options)
  const read = new Set(checked.rendered)
  const problems = [
    ...checked.problems,
    ...chart.missing.map((name) =>
      problem(
        `the dependency ${JSON.stringify(name)} is not in charts/: the chart is rendered without it; run \`helm dependency build\` first`,
      ),
    ),
  ]
  const notes = end.isOffline ? [] : ['the network could not be closed to `helm template` on this system']
  return { ...checked, problems, notes, unread: templates.filter((path) => !read.has(path)) }
}

async function render(
  chart: Chart,
  helm: string,
  { minor, signal, limits = HELM_LIMITS }: ChartOptions,
): Promise<HelmEnd | string> {
  const folder = await makeTemporaryFolder('helm')
  try {
    const [home, own] = [join(folder, 'home'), join(folder, 'chart')]
    await mkdir(home)
    await writeChart(chart, own)
    const end = await runHelm({ helm, chart: own, home, minor, signal, limits })
    if (end.failure === 'timeout') return `helm took more than ${limits.timeout / 1000} s`
    if (end.failure === 'output') return `helm printed more than ${limits.output >> 20} MiB`
    if (end.failure !== undefined) return `helm cannot be started: ${end.error?.message ?? end.failure}`
    if (end.code !== 0)
      return `helm ended with ${end.code ?? end.signal}: ${lastWords(end.stderr).replaceAll(own, chart.name)}`
    return end
  } catch (error) {
    signal.throwIfAborted()
    return error instanceof Error ? error.message : String(error)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Helm's message about the fault, without its hints for the terminal. */
function lastWords(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Use --debug'))
  const from = lines.findIndex((line) => line.startsWith('Error:'))
  const said = from === -1 ? lines.slice(-1) : lines.slice(from)
  return said.length === 0 ? 'it says nothing' : said.join(' ').slice(0, 400)
}

function checkOutput(output: string, chart: Chart, { minor, more }: ChartOptions): CheckedChart {
  const accounts = accountsOf(readManifests(output).manifests.map(({ manifest }) => manifest))
  const findings: Finding[] = []
  const problems: Diagnostic[] = []
  const files = new Map<string, FileText>()
  const rendered: string[] = []
  for (const { path: inner, text } of sourcesOf(output, chart)) {
    const file = inner === undefined ? undefined : chart.files.get(inner)
    const template = file ? decodeText(file.bytes) : ''
    const path = pathOf(chart, inner ?? 'Chart.yaml')
    // A file without template actions is checked as an ordinary manifest.
    if (file && !template.includes('{{')) continue
    if (file)
      files.set(path, { text: template, ...(file.lineUrl ? { lineUrl: (line) => file.lineUrl?.(line) ?? '' } : {}) })
    if (file) rendered.push(path)
    const trace = file ? createTracer(template, text) : () => undefined
    const checked = checkManifests(text, path, { target: { minor, accounts }, more })
    for (const finding of checked.findings) findings.push({ ...finding, at: traced(finding.at, path, trace) })
    for (const { message, line } of checked.problems)
      problems.push({ message: `as helm renders it: ${message}`, path, line: trace(line) ?? 1, column: 1 })
  }
  return { findings, problems, notes: [], files, rendered, unread: [] }
}

function pathOf({ folder }: Chart, inner: string): string {
  return folder === '' ? inner : `${folder}/${inner}`
}

/** The templates that are not read as they stand. */
function templatesOf(chart: Chart): readonly string[] {
  return [...chart.files].flatMap(([inner, file]) => {
    if (!/\.(?:ya?ml|json)$/i.test(inner)) return []
    const path = pathOf(chart, inner)
    return detectType(path, decodeText(file.bytes), undefined) === 'template' ? [path] : []
  })
}

function problem(message: string): Diagnostic {
  return { message, line: 1, column: 1 }
}

function failed(reason: string, unread: readonly string[]): CheckedChart {
  return { findings: [], problems: [problem(`the chart is not rendered: ${reason}`)], notes: [], rendered: [], unread }
}
