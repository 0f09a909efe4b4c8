import type { JsonObject, ReportEvent } from '@veinmind/sdk'
import { createReportService } from '../src/index.ts'
import type { Report } from '../src/index.ts'

/** Texts that images carry to attack whoever reads the report. */
export const HOSTILE: readonly string[] = [
  '<script>window.attacked = true</script>',
  '</script><script>window.attacked = true</script>',
  '<!--<script>',
  '" onload="window.attacked=1',
  "' onfocus='x",
  '<img src=http://127.0.0.1:9/x onerror="window.attacked=1">',
  '\u001b[2J\u001b]0;owned\u0007\u001b[31m',
  '\u202etxt.exe\u2066',
  '\u2028\u2029',
  '\ud800 lone \udc80',
  '&lt;b&gt;',
  '${7*7} <%= 7*7 %> {{7*7}}',
  'line\r\nbreak\ttab',
  '\u0000\u0007\u009b31m',
  '中文 路径 👩‍👩‍👧‍👦 العربية',
  '__proto__',
  'javascript:alert(1)',
  'a'.repeat(1_000_000),
  '%s%n{0}',
]

/** Each hostile text in every field that one can stand in. */
export function hostileReport(): Report {
  const service = createReportService({ tool: { name: 'veinmind', version: '1' }, now: () => new Date(0) })
  for (const [index, text] of HOSTILE.entries()) {
    const target = {
      id: text,
      kind: (['image', 'container', 'iac', 'cluster'] as const)[index % 4] ?? 'image',
      name: text,
      references: [text, `x/${text}`],
      platform: { os: text, architecture: text, variant: text },
    }
    const detail: JsonObject = Object.fromEntries([
      [text.slice(0, 4000), text],
      ['list', [text, { [text.slice(0, 4000)]: text }]],
      ['table', [{ a: text }, { a: text }]],
    ])
    const step = { index, createdBy: text }
    const event: ReportEvent = {
      type: 'Custom',
      class: index % 2 === 0 ? 'risk' : 'invasion',
      severity: 'critical',
      confidence: 'low',
      evidence: text,
      identity: text,
      rule: {
        id: `H-${index}`,
        title: { en: text, zh: text },
        severity: 'low',
        description: text,
        remediation: text,
        references: [text, 'https://example.com/?"<>', 'http://u:p@example.com'],
        attack: [text, 'T1552.001'],
        docs: text,
      },
      locations: [
        { path: text, line: 1, column: 2, object: text, layer: { index, digest: text }, step, hiddenBy: 3 },
        { path: text },
      ],
      detail,
    }
    const source = { plugin: text, target, docs: text }
    service.report(event, source)
    service.report({ type: 'Other', class: 'info', locations: [{ path: text }], detail }, source)
    service.report({ type: text, class: 'bad' } as never, source)
    service.addTarget({
      ...target,
      source: text,
      digest: text,
      outcome: 'partial',
      reason: text,
      notes: [text],
      layers: [{ index: 0, digest: text, diffId: text, size: 1, source: 'read' }],
    })
    service.addPlugin({
      name: text,
      version: text,
      outcome: 'failed',
      reason: text,
      durationMs: 1,
      coverage: {
        entities: 1,
        scanned: 1,
        skipped: { [text]: 1 },
        truncated: 1,
        errored: 1,
        rereads: 0,
        problems: [{ target: text, path: text, inspector: text, reason: text }],
      },
    })
    service.addError({ code: 'X', message: text, hint: text, target: text, plugin: text })
    service.addSkipped({ target: text, reason: text })
  }
  return service.finish()
}

/** A report of so many distinct findings on three images. */
export function largeReport(count: number): Report {
  const service = createReportService({ tool: { name: 'veinmind', version: '1' }, now: () => new Date(0) })
  const targets = ['1', '2', '3'].map((tag) => ({
    id: `sha256:${tag}`,
    kind: 'image' as const,
    name: `registry.local/app:${tag}`,
    references: [`registry.local/app:${tag}`],
  }))
  const severities = ['low', 'medium', 'high', 'critical'] as const
  for (const target of targets) service.addTarget({ ...target, outcome: 'ok', notes: [] })
  for (let index = 0; index < count; index++) {
    const target = targets[index % 3]
    if (!target) continue
    const severity = severities[index % 4] ?? 'low'
    service.report(
      {
        type: 'SensitiveFile',
        class: 'risk',
        evidence: `token=value-${index}-${'x'.repeat(80)}`,
        rule: {
          id: `L-${index % 150}`,
          title: `Rule number ${index % 150}`,
          severity,
          description: 'What it is, in a sentence or two that a person can read.',
          remediation: 'What to do about it, in another sentence.',
        },
        locations: [
          {
            path: `/srv/app/module-${index}/config/settings.json`,
            line: index + 1,
            layer: { index: index % 9, digest: `sha256:${'0'.repeat(64)}` },
            step: { index: 3, createdBy: 'COPY . /srv/app # buildkit' },
          },
        ],
        detail: {
          path: `/srv/app/module-${index}/config/settings.json`,
          rule_id: `L-${index % 150}`,
          context_content: `token=value-${index}`,
        },
      },
      { plugin: 'sensitive', target },
    )
  }
  return service.finish()
}
