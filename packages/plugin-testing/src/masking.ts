import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { planOutput, render } from '@veinmind/report'
import type { Report } from '@veinmind/report'

/** Everything that is shown of a report: the table, JSON, the page with its data, and the events of the original; by where. */
export async function showReport(
  report: Report,
  { languages = ['en'] }: { readonly languages?: readonly ('en' | 'zh')[] } = {},
): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'veinmind-shown-'))
  const shown = new Map<string, string>()
  try {
    for (const language of languages) {
      const output = `json=${folder}/json,html=${folder}/html,events=${folder}/events`
      const plan = await planOutput({ formats: ['cli', 'json', 'html', 'events'], output, cwd: folder })
      let stdout = ''
      const write = (text: string) => (stdout += text)
      const options = { language, verbose: true, color: false, width: 200, stdout: { write } }
      const { errors } = await render(report, plan, options)
      if (errors.length > 0) throw new Error(JSON.stringify(errors))
      shown.set(`table ${language}`, stdout)
      for (const name of await readdir(folder))
        shown.set(`${name} ${language}`, await readFile(join(folder, name), 'utf8'))
    }
  } finally {
    await rm(folder, { recursive: true })
  }
  return shown
}

/** The longest run of a secret that may be shown: a third of it, 12 characters at most, and `least` where that is less. */
function mostShown(secret: string, least: number): number {
  return Math.min(12, Math.max(least, Math.floor(secret.length / 3)))
}

/**
 * Runs of secrets that stand in texts and are longer than may be shown, as messages; the first five. Shorter ones than `least` are not looked for, since
 * they stand in hashes and in a page's own program by chance: 8 for whole reports, 4 for the text of one finding.
 */
export function findShown(
  secrets: Iterable<string>,
  texts: ReadonlyMap<string, string>,
  { least = 8 }: { readonly least?: number } = {},
): readonly string[] {
  const byLength = new Map<number, Map<string, string>>()
  for (const secret of secrets) {
    const length = mostShown(secret, least)
    const runs = byLength.get(length) ?? new Map<string, string>()
    byLength.set(length, runs)
    for (let at = 0; at + length <= secret.length; at += 1) runs.set(secret.slice(at, at + length), secret)
  }
  const found: string[] = []
  for (const [where, text] of texts) {
    for (const [length, runs] of byLength) {
      // Most places cannot begin a run: their first characters say so, which is cheaper than the run itself.
      const heads = new Uint8Array(HEADS)
      for (const run of runs.keys()) heads[headOf(run, 0)] = 1
      for (let at = 0; at + length <= text.length && found.length < 5; at += 1) {
        if (heads[headOf(text, at)] === 0) continue
        const run = text.slice(at, at + length)
        const secret = runs.get(run)
        if (secret === undefined) continue
        const around = text.slice(Math.max(0, at - 200), at + 80)
        found.push(`${where} shows ${run} of ${secret.slice(0, 60)} (${secret.length} characters): ${around}`)
        at += 200
      }
    }
  }
  return found
}

const HEADS = 1 << 18
const headOf = (text: string, at: number): number =>
  ((text.charCodeAt(at) << 12) ^ (text.charCodeAt(at + 1) << 6) ^ text.charCodeAt(at + 2)) & (HEADS - 1)

/** What a report's findings show of what was scanned, by finding: their fingerprints and ids of targets are left out. */
export function textsOfFindings({ findings }: Report): ReadonlyMap<string, string> {
  return new Map(
    findings.map(({ rule, evidence, detail, locations, others }, index) => [
      `${index} ${rule.id} ${locations[0]?.path ?? ''}`,
      JSON.stringify([
        evidence,
        detail,
        locations.map(({ path, step, object }) => [path, step?.createdBy, object]),
        others,
      ]),
    ]),
  )
}
