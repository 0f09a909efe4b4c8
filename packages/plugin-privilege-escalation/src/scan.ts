import { escalation } from '@veinmind/report'
import { baseName } from '@veinmind/sdk'
import type { Container, Found, Image, ScanContext } from '@veinmind/sdk'
import { surroundingsOf } from './context.ts'
import type { Surroundings } from './context.ts'
import { judgeSetuid } from './files/judge-setuid.ts'
import { privilegedFiles } from './files/privileged-files.ts'
import type { PrivilegedFile } from './files/privileged-files.ts'
import { ruleOf } from './rules/index.ts'

/** Reports every way to more rights in an image or a container. */
export async function scan(entity: Image | Container, ctx: ScanContext): Promise<void> {
  const files = ctx.records(privilegedFiles).filter(({ visible }) => visible)
  const here = await surroundingsOf(entity, ctx, files.length > 0)
  reportPrograms(files, here, ctx)
}

/** Names of one program (hard links, copies) are one finding. */
function reportPrograms(files: readonly Found<PrivilegedFile>[], here: Surroundings, ctx: ScanContext): void {
  const verdicts = files.flatMap((file) => {
    const verdict = judgeSetuid(file.entry.path, file.record, here)
    return verdict === undefined ? [] : [{ file, verdict }]
  })
  const same = Map.groupBy(
    verdicts,
    ({ file: { record }, verdict }) => `${verdict.rule} ${verdict.reason} ${record.sha256}`,
  )
  for (const group of same.values()) {
    const [first] = group
    if (first === undefined) continue
    const { verdict, file } = first
    ctx.report(
      escalation({
        rule: ruleOf(verdict.rule),
        severity: verdict.severity,
        ...(verdict.confidence === undefined ? {} : { confidence: verdict.confidence }),
        at: group.map(({ file: { location } }) => location),
        binName: baseName(file.entry.path),
        mode: verdict.mode,
        evidence: verdict.reason,
        subject: { kind: 'file', key: file.record.sha256 },
      }),
    )
  }
}
