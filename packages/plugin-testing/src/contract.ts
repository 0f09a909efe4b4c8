import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Report } from '@veinmind/report'
import type { Entity, Image, OptionSpecs, Plugin, Rule } from '@veinmind/sdk'
import { buildContainer, buildImage } from '@veinmind/testing'
import { describe, expect, test } from 'vitest'
import { hostileImage } from './hostile-image.ts'
import { scanWith } from './scan-with.ts'

/** What the contract suite needs to know about a plugin. */
export interface PluginSamples {
  /** Entities with findings: every sample must give one at least. Informational plugins give `assets` instead. */
  readonly samples: readonly Entity[]
  /** Paths at which it looks for files, to put hostile contents there. */
  readonly paths?: readonly string[]
  /** For plugins that report facts and never a finding. */
  readonly informational?: boolean
  /** Values of the plugin's options. */
  readonly options?: Readonly<Record<string, unknown>>
}

/** Milliseconds for one of its tests: samples are scanned several times, and workers take their time to start on a busy machine. */
const LIMIT = 120_000

/** Declares the tests that every plugin must pass, with a time limit of their own; call it at the top of a test file. */
export function pluginContract<S extends OptionSpecs>(plugin: Plugin<S>, given: PluginSamples): void {
  const { samples, paths = [], informational = false, options } = given
  const run = (entity: Entity, workers = 1): Promise<Report> =>
    scanWith(plugin, entity, { ...(options ? { options } : {}), workers })
  const kinds = new Set(plugin.commands.map(({ kind }) => kind))
  const empty: readonly Entity[] = [buildImage({ config: { User: '1000' } }), buildContainer({ user: '1000' })]
  const hostile = [hostileImage(paths)]
  const rulesOf = async (): Promise<readonly Rule[]> => (await plugin.rules?.()) ?? []

  describe(`the plugin contract of ${plugin.name}`, { timeout: LIMIT }, () => {
    test('every rule has an id, a title and a remedy in both languages, a severity, and its heading in the README', async () => {
      const rules = await rulesOf()
      const readme =
        plugin.module === undefined ? '' : readFileSync(fileURLToPath(new URL('../README.md', plugin.module)), 'utf8')
      const headings = new Set([...readme.matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) => heading.trim()))
      const lacks = rules.flatMap((rule) => faultsOf(rule, headings).map((fault) => `${rule.id}: ${fault}`))
      expect(lacks).toEqual([])
      expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
    })

    test('every sample gives findings by declared rules, and the same again, in two workers and in the process', async () => {
      for (const sample of samples) {
        const report = await run(sample)
        expect(report.errors).toEqual([])
        const [own] = report.plugins
        expect([own?.outcome, own?.reason, own?.coverage.errored]).toEqual(['ok', undefined, 0])
        expect((informational ? report.assets : report.findings).length).toBeGreaterThan(0)
        expect(informational ? report.findings : []).toEqual([])
        expect(undeclared(report, await rulesOf())).toEqual([])
        for (const again of [run(sample, 2), scanWith(withoutModule(plugin), sample, options ? { options } : {})]) {
          expect(contents(await again)).toEqual(contents(report))
        }
      }
    })

    test.each(empty.filter(({ kind }) => kinds.has(kind)))(
      '$kind: one with nothing in it has no finding',
      async (entity) => {
        const report = await run(entity)
        expect([report.findings, report.errors]).toEqual([[], []])
      },
    )

    test.each(hostile.filter(({ kind }) => kinds.has(kind)))(
      '$kind: hostile names, links, contents, history and configuration are survived, and hide nothing above them',
      async (entity) => {
        const report = await run(entity)
        expect(report.errors).toEqual([])
        const [own] = report.plugins
        expect(['ok', 'partial']).toContain(own?.outcome)
        expect(own?.coverage.errored).toBe(0)
        expect(undeclared(report, await rulesOf())).toEqual([])
        for (const sample of samples.filter(({ kind }) => kind === 'image')) {
          const alone = fingerprints(await run(sample))
          const above = fingerprints(await run(onTopOf(entity, sample as Image)))
          expect(alone.filter((fingerprint) => !above.includes(fingerprint))).toEqual([])
        }
      },
    )

    test('its options say what they are for', () => {
      expect(Object.entries(plugin.options).filter(([, { description }]) => description.trim() === '')).toEqual([])
    })
  })
}

function faultsOf({ id, title, remediation, severity }: Rule, headings: ReadonlySet<string>): readonly string[] {
  const hasBoth = (text: Rule['title'] | undefined): boolean =>
    typeof text === 'object' && text.en !== '' && text.zh !== undefined && text.zh !== ''
  return [
    ...(id === '' ? ['no id'] : []),
    ...(hasBoth(title) ? [] : ['no title in English and Chinese']),
    ...(hasBoth(remediation) ? [] : ['no remediation in English and Chinese']),
    ...(['low', 'medium', 'high', 'critical'].includes(severity) ? [] : ['no severity']),
    ...(headings.has(id) ? [] : ['no heading in the README']),
  ]
}

function undeclared(report: Report, rules: readonly Rule[]): readonly string[] {
  const known = new Set(rules.map(({ id }) => id))
  return report.findings.map(({ rule }) => rule.id).filter((id) => !known.has(id))
}

/** What a report says, without when. */
function contents(report: Report): unknown {
  const strip = ({ time: _time, ...rest }: { readonly time: string }): unknown => rest
  return JSON.parse(JSON.stringify({ findings: report.findings.map(strip), assets: report.assets.map(strip) }))
}

/** The plugin as a bare value, which runs in the process. */
function withoutModule<S extends OptionSpecs>({ module: _module, ...plugin }: Plugin<S>): Plugin<S> {
  return plugin
}

/** The image with the layers of `lower` below its own. */
function onTopOf(lower: Image, image: Image): Image {
  const below = lower.layers.length
  const own = image.layers.map((layer) => ({ ...layer, index: layer.index + below }))
  const history = image.history.map((step) =>
    step.layer === undefined ? step : { ...step, layer: step.layer + below },
  )
  return { ...image, layers: [...lower.layers, ...own], history }
}

function fingerprints(report: Report): readonly string[] {
  return report.findings.map(({ fingerprint }) => fingerprint)
}
