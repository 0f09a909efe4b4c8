import type { Bytes } from '../executables/model.ts'
import { bufferOf } from '../executables/model.ts'
import type { Findings } from '../languages/reading.ts'
import { looksFor, looksOf, PROGRAM_RULES } from './rules.ts'
import type { Look, ProgramRule } from './rules.ts'

const CHUNK = 4 << 20
/** Bytes around a marker that are looked at. */
const AROUND = 300
/** How many places of one marker are tried. A text that stands in a file more often marks nothing. */
const MAX_PLACES = 200
/** A program of Node.js that carries its script; one that carries none has a 0 at the end. */
const SEA = Buffer.from('NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:1')
/** Node.js is larger than this, whatever it is called. */
const SMALLEST_NODE = 30 << 20

/** Adds the programs that a file is by the rules for its name. */
export async function addPrograms(bytes: Bytes, name: string, findings: Findings): Promise<void> {
  for (const [rule, version] of await findVersions(bytes, looksFor(name))) add(rule, version, findings)
}

/** Adds Node.js where it is in a program of another name (a single executable application). */
export async function addNode(bytes: Bytes, findings: Findings): Promise<void> {
  const node = PROGRAM_RULES.find(({ id }) => id === 'node')
  if (node === undefined || bytes.size < SMALLEST_NODE) return
  const marker: Look = { rule: node, marker: SEA, version: /(:1)/ }
  if ((await findVersions(bytes, [marker])).size === 0) return
  for (const [rule, version] of await findVersions(bytes, looksOf(node, ''))) add(rule, version, findings)
}

function add({ name, license }: ProgramRule, version: string, findings: Findings): void {
  findings.add({ type: 'generic', name, version, isInstalled: true, licenses: [license] })
}

/** The version for each rule, by the first of its patterns that matches. */
export async function findVersions(bytes: Bytes, looks: readonly Look[]): Promise<ReadonlyMap<ProgramRule, string>> {
  const found = new Map<ProgramRule, { readonly version: string; readonly rank: number }>()
  const places = new Map<Look, number>()
  for (let position = 0; looks.length > 0 && position < bytes.size; position += CHUNK) {
    const start = Math.max(0, position - AROUND)
    const chunk = bufferOf(await bytes.read(start, CHUNK + 2 * AROUND))
    for (const [rank, look] of looks.entries()) {
      if ((found.get(look.rule)?.rank ?? Infinity) <= rank) continue
      const version = versionIn(chunk, look, places)
      if (version !== undefined) found.set(look.rule, { version, rank })
    }
  }
  return new Map(Array.from(found, ([rule, { version }]) => [rule, version]))
}

function versionIn(chunk: Buffer, look: Look, places: Map<Look, number>): string | undefined {
  let count = places.get(look) ?? 0
  for (let at = chunk.indexOf(look.marker); at >= 0 && count < MAX_PLACES; at = chunk.indexOf(look.marker, at + 1)) {
    count += 1
    const around = chunk.toString('latin1', Math.max(0, at - AROUND), at + look.marker.length + AROUND)
    const [, ...parts] = look.version.exec(around) ?? []
    if (parts.length > 0) return versionOf(parts)
  }
  places.set(look, count)
  return undefined
}

/** Some say `20914` for 2.9.14: their expressions have a group for each number. */
function versionOf(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : parts.map(Number).join('.')
}
