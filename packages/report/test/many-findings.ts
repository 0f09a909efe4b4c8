/**
 * Reports `argv[2]` findings, six in each image, every one with a secret of its own, and writes them as `argv[3]`, a list of formats, to the
 * folder `argv[4]`; prints what it took as JSON: the peak of resident memory in MiB and milliseconds.
 */
import { hash } from 'node:crypto'
import { createReportService, planOutput, render } from '../src/index.ts'

const [count = 0, formats = '', folder = ''] = [Number(process.argv[2]), process.argv[3], process.argv[4]]
const start = performance.now()
const service = createReportService({ tool: { name: 'veinmind', version: '1' }, spoolDir: folder })
const rules = Array.from(
  { length: 40 },
  (_, index) =>
    ({
      id: `SE-${index}`,
      title: { en: `Key of vendor ${index}`, zh: `厂商密钥 ${index}` },
      severity: 'high',
      description: 'It gives access.',
      remediation: 'Revoke it.',
    }) as const,
)
const each = Number(process.argv[5] ?? 6)
for (let image = 0; image * each < count; image++) {
  const name = `harbor.local/team/app-${image}:1`
  const target = {
    id: `sha256:${image.toString(16).padStart(64, '0')}`,
    kind: 'image',
    name,
    references: [name],
    platform: { os: 'linux', architecture: 'amd64' },
  } as const
  for (let index = 0; index < each; index++) {
    const secret = `AKIA${hash('sha1', String(image * each + index), 'hex')
      .slice(0, 16)
      .toUpperCase()}`
    service.report(
      {
        type: 'SensitiveFile',
        class: 'risk',
        rule: rules[index % rules.length]!,
        evidence: `aws_access_key_id = ${secret}`,
        secrets: [secret],
        locations: [
          {
            path: `/srv/app/module-${index}/settings.py`,
            line: 12,
            column: 4,
            layer: { index: 3, digest: `sha256:${'3'.repeat(64)}` },
            step: { index: 7, createdBy: 'COPY . /srv/app # buildkit' },
          },
        ],
        detail: {
          path: `/srv/app/module-${index}/settings.py`,
          context_content: `aws_access_key_id = ${secret}`,
          context_content_highlight_range: [20, 40],
          size: 1000,
          uid: 0,
        },
      },
      { plugin: 'sensitive', target },
    )
  }
  service.addTarget({ ...target, outcome: 'ok', notes: [] })
}
const reported = performance.now()
const report = service.finish()
const finished = performance.now()
const plan = await planOutput({ formats: formats.split(','), output: `${folder}/`, cwd: folder })
const { errors } = await render(report, plan, {
  language: 'en',
  verbose: false,
  color: false,
  width: 100,
  stdout: process.stdout,
})
const { summary } = report
service.close()
process.stdout.write(
  JSON.stringify({
    mebibytes: Math.round(process.resourceUsage().maxRSS / 1024),
    reporting: Math.round(reported - start),
    finishing: Math.round(finished - reported),
    rendering: Math.round(performance.now() - finished),
    summary,
    errors,
  }),
)
