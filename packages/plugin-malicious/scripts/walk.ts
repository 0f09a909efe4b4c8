import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Verdict } from '../src/engines/engine.ts'
import { commands } from '../src/engines/commands.ts'
import { ownRules } from '../src/engines/own-rules.ts'

const MOST = 32 * 1024 * 1024

/** Regular files below a folder; links are left out. */
export function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (entry.isFile()) yield path
  }
}

/** What the rules of the package say of a file on this machine, as if it were called `name` in an image. */
export async function verdictsOn(path: string, name: string): Promise<readonly Verdict[]> {
  const { size } = statSync(path)
  if (size === 0 || size > 8 * MOST) return []
  const bytes = readFileSync(path).subarray(0, MOST)
  const sample = { path: name, size, bytes, digests: {}, chunks: async function* () {}, incomplete: () => {} }
  return [...(await ownRules.scan(sample)), ...(await commands.scan(sample))]
}
