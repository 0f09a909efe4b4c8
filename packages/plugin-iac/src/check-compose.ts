import type { Location } from '@veinmind/sdk'
import { readCompose } from './compose/read-compose.ts'
import type { Checked } from './finding.ts'
import { checkComposeFile } from './rules/compose/index.ts'
import { showPath } from './values.ts'

/** The rules that a compose file breaks, and what of it cannot be read. */
export function checkCompose(text: string, path: string): Checked {
  const { files, problems } = readCompose(text)
  const findings = files.flatMap((file) =>
    [...checkComposeFile(file)].map(({ rule, fault }) => {
      const at: Location = { path, ...file.document.place(fault.path), object: showPath(file.document.value, fault.path) }
      return { rule, at, evidence: fault.evidence ?? file.document.text(fault.path), secrets: fault.secrets ?? [] }
    }),
  )
  return { findings, problems, notes: [] }
}
