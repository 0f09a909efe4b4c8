import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'

const run = promisify(execFile)
const COUNT = 30_000
/** Such a process has 100 MiB before its first finding. `pnpm bench many` holds 300,000 findings against their own budget. */
const MOST = 250

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-many-'))
})
afterAll(() => rm(folder, { recursive: true }))

it(
  '30,000 findings with a secret each are written as JSON and HTML in little memory, all of them and masked',
  { timeout: 300_000 },
  async () => {
    const { stdout } = await run(process.execPath, [
      join(import.meta.dirname, 'many-findings.ts'),
      String(COUNT),
      'json,html',
      folder,
    ])
    const { mebibytes, errors, summary } = JSON.parse(stdout) as {
      mebibytes: number
      errors: unknown[]
      summary: { places: number }
    }
    expect(errors).toEqual([])
    expect(summary.places).toBe(COUNT)
    expect(mebibytes).toBeLessThan(MOST)
    const [json, html] = await Promise.all(
      ['report.json', 'report.html'].map((name) => readFile(join(folder, name), 'latin1')),
    )
    expect(json?.match(/"fingerprint": /g)).toHaveLength(COUNT)
    for (const text of [json, html]) {
      expect(text?.match(/AKIA[0-9A-F]{2}/)).toBeNull()
      expect(text?.match(/aws_access_key_id = /g)?.length).toBeGreaterThan(COUNT)
    }
  },
)
