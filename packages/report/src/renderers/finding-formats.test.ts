import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { HOSTILE, hostileReport, largeReport } from '../../test/hostile.ts'
import { sampleReport } from '../../test/sample.ts'
import { groupFindings } from '../gather/group.ts'
import { createReportService } from '../gather/service.ts'
import type { Report } from '../model/model.ts'
import { FORMATS, formatOf } from '../output/formats.ts'
import { escapeMarkdown, markdownCode } from './markdown/escape-markdown.ts'

const CONTEXT = { language: 'en', verbose: false, color: false, width: 200 } as const

async function write(format: string, report: Report, more: object = {}): Promise<string> {
  const renderer = await formatOf(format).load()
  return await renderer.render(report, { ...CONTEXT, ...more })
}

/** SARIF's is of an older draft, whose words that it uses mean the same in the newer. */
function schema(name: string): object {
  const text = readFileSync(new URL(`../../test/schemas/${name}.schema.json`, import.meta.url), 'utf8')
  const { $schema: _draft, id: _id, ...rest } = JSON.parse(text) as Record<string, unknown>
  return rest
}

/** The finding of each kind of target that a format may want elsewhere, and an accepted one. */
function mixedReport(): Report {
  const service = createReportService({
    tool: { name: 'veinmind', version: '1.0.0' },
    now: () => new Date(0),
    accept: [{ rule: 'ACCEPTED', reason: 'known, =SEC-1', by: 'accept.yaml:3' }],
  })
  const image = { id: 'sha256:1', kind: 'image', name: 'h.local/app:1', references: ['h.local/app:1'] } as const
  const file = { id: 'f', kind: 'iac', name: './deploy/my app.yaml', references: [] } as const
  const git = { id: 'g', kind: 'iac', name: 'https://git.local/a/b@0123456789ab/src/k.env', references: [] } as const
  const host = { id: 'h', kind: 'host', name: 'host', references: [] } as const
  const sbom = { id: 's', kind: 'sbom', name: 'app.cdx.json', references: [] } as const
  for (const target of [image, file, git, host, sbom]) service.addTarget({ ...target, outcome: 'ok', notes: [] })
  const rule = (id: string, severity: 'low' | 'medium' | 'high' | 'critical') => ({
    id,
    title: `Title of ${id}`,
    severity,
  })
  const packages = { source: { os: 'debian 12', packages: { name: 'openssl', version: '3.0.1' } } }
  interface Place {
    readonly target: typeof image | typeof file | typeof git | typeof host | typeof sbom
    readonly path: string
    readonly line?: number
    readonly endLine?: number
  }
  const add = (type: string, of: ReturnType<typeof rule>, { target, ...at }: Place, detail = {}) =>
    service.report({ type, class: 'risk', rule: of, locations: [at], detail }, { plugin: 'p', target })
  const flaw = {
    ...packages,
    purl: 'pkg:deb/debian/openssl@3.0.1',
    aliases: ['GHSA-aaaa-bbbb-cccc'],
    fixed_version: '3.0.2',
  }
  add('Vulnerability', rule('CVE-2024-1234', 'critical'), { target: image, path: '/var/lib/dpkg/status' }, flaw)
  add('Vulnerability', rule('CVE-2024-1234', 'critical'), { target: sbom, path: 'package-lock.json' }, flaw)
  add('SensitiveFile', rule('SENS-1', 'high'), { target: image, path: '/srv/=cmd|x', line: 3 })
  add('IaC', rule('KN-1', 'medium'), { target: file, path: 'deploy/my app.yaml', line: 7, endLine: 9 })
  add('SensitiveFile', rule('SENS-2', 'low'), { target: git, path: 'src/k.env', line: 2 })
  add('Trace', rule('TRACE-1', 'low'), { target: host, path: '/root/.ssh' })
  add('SensitiveFile', rule('ACCEPTED', 'high'), { target: image, path: '/accepted' })
  return service.finish()
}

describe('every format', () => {
  /** Fingerprints in the order in which a format has them. */
  async function order(format: string, report: Report): Promise<string[]> {
    const known = [...new Set(report.findings.map(({ fingerprint }) => fingerprint))]
    const text = await write(format, report, { verbose: true })
    return known.filter((one) => text.includes(one)).toSorted((a, b) => text.indexOf(a) - text.indexOf(b))
  }

  it('has each finding once, in the same order, the worst first', async () => {
    const report = mixedReport()
    const expected = groupFindings(report.findings).map(({ main }) => main.fingerprint)
    expect(expected).toHaveLength(Object.values(report.summary.findings).reduce((sum, count) => sum + count, 0))
    for (const format of ['sarif', 'junit', 'codequality', 'csv']) expect(await order(format, report)).toEqual(expected)
    const kinds = FORMATS.filter((format) => format.startsWith('gitlab@'))
    const gitlab = await Promise.all(kinds.map((format) => order(format, report)))
    for (const own of gitlab) expect(own).toEqual(expected.filter((one) => own.includes(one)))
    // What is on a host has no place in GitLab's reports.
    const trace = report.findings.find(({ type }) => type === 'Trace')?.fingerprint
    expect(new Set(gitlab.flat())).toEqual(new Set(expected.filter((one) => one !== trace)))
    expect((await order('ndjson', report)).toSorted()).toEqual(expected.toSorted())
    const titles = groupFindings(report.findings).map(({ rule }) => rule)
    const told = async (format: string) => {
      const text = (await write(format, report)).replaceAll('&#45;', '-')
      const found = [...text.matchAll(/Title of ([A-Z]+-[\d-]+)/g)].map(([, id]) => id ?? '')
      return found.filter((id) => titles.includes(id))
    }
    expect(await told('table')).toEqual(titles)
    expect(await told('markdown')).toEqual(titles)
    expect(await told('github')).toEqual(titles)
  })

  it('says that nothing was scanned, where it has a place for it', async () => {
    const service = createReportService({ tool: { name: 'veinmind', version: '1' }, now: () => new Date(0) })
    service.addError({ code: 'REGISTRY_DENIED', message: 'denied', target: 'h/app:1' })
    const report = service.finish()
    for (const format of ['sarif', 'junit', 'markdown', 'markdown@comment', 'github', 'csv', 'table', 'gitlab@sast']) {
      const text = await write(format, report)
      expect(text).toContain('Nothing was scanned.'.slice(0, 19))
      expect(text).not.toContain('Nothing was found')
    }
    const sarif = JSON.parse(await write('sarif', report)) as SarifFile
    expect(sarif.runs[0]?.invocations[0]?.executionSuccessful).toBe(false)
  })

  it('lists accepted findings apart from those that count', async () => {
    const report = mixedReport()
    expect(await write('junit', report)).toMatch(/<skipped>Accepted: known, =SEC-1/)
    expect(await write('csv', report)).toMatch(/\n"accepted","high"/)
    expect(await write('sarif', report)).not.toContain('ACCEPTED')
    const listed = JSON.parse(await write('sarif', report, { listsSuppressed: true })) as SarifFile
    const suppressed = listed.runs[0]?.results.filter(({ suppressions }) => suppressions !== undefined)
    expect(suppressed).toHaveLength(1)
    expect(suppressed?.[0]?.suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'known, =SEC-1 (accept.yaml:3)' },
    ])
  })
})

interface SarifFile {
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly rules: readonly { readonly id: string; readonly properties: Record<string, unknown> }[]
      }
    }
    readonly invocations: readonly {
      readonly executionSuccessful: boolean
      readonly toolExecutionNotifications?: readonly { readonly message: { readonly text: string } }[]
    }[]
    readonly results: readonly {
      readonly ruleIndex: number
      readonly ruleId: string
      readonly suppressions?: unknown
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: object }
      }[]
      readonly partialFingerprints: { readonly primaryLocationLineHash: string }
    }[]
  }[]
}

describe('sarif', () => {
  const validate = new Ajv({ strict: false, validateFormats: false, logger: false }).compile(schema('sarif-2.1.0'))

  it.each([
    ['sample', sampleReport],
    ['hostile', hostileReport],
    ['mixed', mixedReport],
  ])('is valid, and keeps to the rules of code scanning: %s', async (_, make) => {
    const text = await write('sarif', make(), { listsSuppressed: true })
    const file = JSON.parse(text) as SarifFile
    validate(file)
    expect(validate.errors).toBeNull()
    expect(text).not.toMatch(/:""/)
    expect(file.runs).toHaveLength(1)
    const [run] = file.runs
    for (const { ruleIndex, ruleId, locations, partialFingerprints } of run?.results ?? []) {
      expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
      const uri = locations[0]?.physicalLocation.artifactLocation.uri ?? ''
      // Relative, and never out of the folder that it is taken to be below.
      expect(new URL(uri, 'https://base.invalid/a/').href.startsWith('https://base.invalid/a/')).toBe(true)
      expect(uri).toMatch(/^[^/:][^:]*$/)
      expect(partialFingerprints.primaryLocationLineHash).toMatch(/^[0-9a-f]{32}$/)
    }
    for (const { properties } of run?.tool.driver.rules ?? []) {
      expect(properties['security-severity']).toMatch(/^\d\.\d$/)
      expect(properties['precision']).toMatch(/^(?:high|medium|low)$/)
    }
  })

  it('names files as code hosts do', async () => {
    const file = JSON.parse(await write('sarif', mixedReport())) as SarifFile
    expect(file.runs[0]?.results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri)).toEqual([
      'h.local/app/var/lib/dpkg/status',
      'app.cdx.json/package-lock.json',
      'h.local/app/srv/%3Dcmd%7Cx',
      'deploy/my%20app.yaml',
      'src/k.env',
      'root/.ssh',
    ])
  })

  it('holds no more than is taken, the worst, and says what has no room', async () => {
    const report = largeReport(26_000)
    const text = await write('sarif', report)
    const [run] = (JSON.parse(text) as SarifFile).runs
    expect(run?.results).toHaveLength(25_000)
    expect(gzipSync(text).length).toBeLessThan(10_000_000)
    expect(run?.invocations[0]?.toolExecutionNotifications?.[0]?.message.text).toContain('no room here: 1000.')
  })
})

describe('junit', () => {
  it('counts what it lists', async () => {
    const text = await write('junit', mixedReport())
    const [, tests, failures] = /<testsuites name="veinmind" tests="(\d+)" failures="(\d+)"/.exec(text) ?? []
    expect(text.match(/<testcase /g)).toHaveLength(Number(tests))
    expect(text.match(/<failure /g)).toHaveLength(Number(failures))
  })

  it('has a case that passes for a target in which nothing was found', async () => {
    const service = createReportService({ tool: { name: 'veinmind', version: '1' }, now: () => new Date(0) })
    service.addTarget({ id: 'a', kind: 'image', name: 'h/a:1', references: [], outcome: 'ok', notes: [] })
    service.addTarget({ id: 'b', kind: 'image', name: 'h/b:1', references: [], outcome: 'partial', notes: [] })
    const text = await write('junit', service.finish())
    expect(text).toContain('<testcase classname="clean" name="h/a:1: Nothing was found."/>')
    expect(text).toMatch(/name="h\/b:1: partial"><error /)
    expect(text).not.toContain('h/b:1: Nothing')
  })
})

describe('gitlab', () => {
  const validate = new Ajv({ strict: false }).compile(schema('gitlab-facts'))

  it.each(FORMATS.filter((format) => format.startsWith('gitlab@')))(
    '%s keeps to the facts of its schema',
    async (format) => {
      for (const report of [mixedReport(), sampleReport(), hostileReport()]) {
        const file = JSON.parse(await write(format, report)) as object
        validate(file)
        expect(validate.errors).toBeNull()
      }
    },
  )

  it('has a commit of the repository, and a package where there is one', async () => {
    expect(await write('gitlab@secret_detection', mixedReport())).toContain('"commit":{"sha":"0123456789ab"}')
    const text = await write('gitlab@container_scanning', mixedReport())
    expect(text).toContain(
      '"dependency":{"package":{"name":"openssl"},"version":"3.0.1"},"operating_system":"debian 12"',
    )
    expect(text).toContain('"dependency":{"package":{"name":"/srv/=cmd|x:3"},"version":"-"}')
    expect(text).toContain('findings that fit none of these reports: 1')
  })

  it('is code quality for every finding', async () => {
    const items = JSON.parse(await write('codequality', hostileReport())) as readonly Record<string, unknown>[]
    expect(items).toHaveLength(groupFindings(hostileReport().findings).length)
    for (const { severity, fingerprint, location } of items) {
      expect(severity).toMatch(/^(?:info|minor|major|critical|blocker)$/)
      expect(fingerprint).toMatch(/^[0-9a-f]{32}$/)
      expect(location).toMatchObject({
        path: expect.stringMatching(/^[^/]/) as string,
        lines: { begin: expect.any(Number) as number },
      })
    }
  })
})

describe('markdown', () => {
  it.each([
    ['markdown', 1_000 * 1_024],
    ['markdown@comment', 65_000],
  ])('%s stays below its bound', async (format, most) => {
    const text = await write(format, largeReport(20_000))
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(most)
    expect(Buffer.byteLength(text)).toBeGreaterThan(most * 0.9)
    expect(text).toMatch(/\*\*Findings that have no room here: \d+\./)
  })

  it('has no markup of others', async () => {
    const text = await write('markdown', hostileReport())
    expect(text).not.toMatch(/<(?!\/?code>|br>|\/?details>|\/?summary>)/)
    expect(text).not.toMatch(/[[\]{}~$@`]/)
    for (const line of text.split('\n')) expect(line).toMatch(/^(?:[|#*<]|- |$|[\w&\u4e00-\u9fff])/)
    for (const hostile of HOSTILE) expect(escapeMarkdown(hostile)).not.toMatch(/[<>[\]`*_@!~]/)
  })

  it('splits mentions, references and quick actions', () => {
    expect(escapeMarkdown('@all #12 !3\n/close\n- a\n1. b')).toBe(
      '&#64;&#8203;all &#35;&#8203;12 &#33;&#8203;3\n&#47;close\n&#8203;- a\n&#8203;1&#46; b',
    )
    expect(markdownCode('a|b`c</code>\n@x')).toBe('<code>a&#124;b&#96;c&#60;&#47;code&#62; &#64;x</code>')
  })
})

describe('github', () => {
  it('is commands alone, as many as are shown', async () => {
    for (const report of [hostileReport(), largeReport(500), mixedReport()]) {
      const lines = (await write('github', report)).trimEnd().split('\n')
      for (const line of lines) expect(line).toMatch(/^::(?:error|warning|notice) [^\n]*::/)
      for (const level of ['error', 'warning', 'notice'])
        expect(lines.filter((line) => line.startsWith(`::${level}`)).length).toBeLessThanOrEqual(10)
    }
    const text = await write('github', mixedReport())
    expect(text).toContain('::warning file=deploy/my app.yaml,line=7,endLine=9,title=KN-1 Title of KN-1::')
    // A path in an image is none of the repository.
    expect(text).not.toContain('file=h.local')
  })
})

describe('csv', () => {
  it('has no cell that is a formula', async () => {
    const service = createReportService({ tool: { name: 'veinmind', version: '1' }, now: () => new Date(0) })
    const target = { id: 'a', kind: 'image', name: '=1+1', references: ['=1+1'] } as const
    service.addTarget({ ...target, outcome: 'ok', notes: [] })
    for (const [index, evidence] of ['=cmd()', '+1', '-1', '@SUM(A1)', '\t=1', 'a;=1', 'a"=1', '＝1', ' =1'].entries())
      service.report(
        {
          type: 'T',
          class: 'risk',
          rule: { id: `R${index}`, title: '=2', severity: 'low' },
          evidence,
          locations: [{ path: `-${index}` }],
          detail: {},
        },
        { plugin: 'p', target },
      )
    const text = await write('csv', service.finish())
    expect(text).not.toMatch(/[",;]\s*[=+\-@＝]/)
    expect(text.trimEnd().split('\n')).toHaveLength(10)
  })
})

describe('ndjson', () => {
  it('has a line for each thing, and an end', async () => {
    const report = mixedReport()
    const lines = (await write('ndjson', report))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    const count = (name: string) => lines.filter((line) => Object.keys(line).join() === name).length
    expect(Object.keys(lines[0] ?? {})).toEqual(['begin'])
    expect(Object.keys(lines.at(-1) ?? {})).toEqual(['end'])
    expect([count('finding'), count('accepted'), count('target')]).toEqual([report.findings.length, 1, 5])
  })
})

describe('openvex', () => {
  it('has a statement for each vulnerability, with its products and what to do', async () => {
    const file = JSON.parse(await write('openvex', mixedReport())) as { readonly statements: readonly object[] }
    expect(file).toMatchObject({ '@context': 'https://openvex.dev/ns/v0.2.0', version: 1, author: 'veinmind' })
    expect(file.statements).toHaveLength(2)
    expect(file.statements[0]).toEqual({
      vulnerability: { name: 'CVE-2024-1234', aliases: ['GHSA-aaaa-bbbb-cccc'] },
      products: [{ '@id': 'pkg:deb/debian/openssl@3.0.1', identifiers: { purl: 'pkg:deb/debian/openssl@3.0.1' } }],
      status: 'affected',
      action_statement: 'Upgrade to 3.0.2.',
    })
  })
})
