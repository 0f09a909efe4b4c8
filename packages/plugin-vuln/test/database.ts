import { buildDatabase } from '@veinmind/advisories'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A record of the OSV schema on one package, affected from the first version on, up to `fixed` if there is one. */
export function osv(
  id: string,
  [ecosystem, name]: readonly [string, string],
  fixed?: string,
  more: Readonly<Record<string, unknown>> = {},
): object {
  const events = [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])]
  return {
    id,
    modified: `${new Date().getUTCFullYear()}-01-01T00:00:00Z`,
    affected: [{ package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events }] }],
    ...more,
  }
}

/** Builds a database of records, and of other files by name; returns the folder of the user's data that holds it. */
export async function dataWith(
  records: readonly object[],
  files: Readonly<Record<string, object>> = {},
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-vuln-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const from = join(folder, 'from')
  mkdirSync(from)
  writeFileSync(join(from, 'list.json'), JSON.stringify(records))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(from, name), JSON.stringify(content))
  await buildDatabase({ from: [from], folder: join(folder, 'advisories') })
  return folder
}
