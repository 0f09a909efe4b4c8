import { buildDatabase } from '@veinmind/advisories'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A database of two flaws that are used by the network, of which one is known to be exploited; the folder of the user's data that has it. */
export async function buildFlaws(): Promise<{ readonly dataDir: string; close(): void }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'veinmind-chain-'))
  const from = join(dataDir, 'from')
  mkdirSync(from)
  writeFileSync(
    join(from, 'list.json'),
    JSON.stringify([flaw('CVE-2024-0001', 'exploited'), flaw('CVE-2024-0002', 'flawed')]),
  )
  const known = [{ cveID: 'CVE-2024-0001', dateAdded: '2024-02-03' }]
  writeFileSync(join(from, 'kev.json'), JSON.stringify({ catalogVersion: '1', vulnerabilities: known }))
  await buildDatabase({ from: [from], folder: join(dataDir, 'advisories') })
  return { dataDir, close: () => rmSync(dataDir, { recursive: true, force: true }) }
}

function flaw(id: string, name: string): object {
  return {
    id: `GHSA-${id}`,
    aliases: [id],
    modified: `${new Date().getUTCFullYear()}-01-01T00:00:00Z`,
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    database_specific: { severity: 'CRITICAL' },
    affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }],
  }
}
