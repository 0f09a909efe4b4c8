import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { VeinmindError } from '@veinmind/sdk'
import { MAX_REFS } from '../limits.ts'
import type { ServerRef } from '../refs.ts'
import { readText } from './open-file.ts'

const [MAX_DEPTH, MAX_COUNT, MAX_FILE] = [20, 200_000, 4096]
const OID = /^[0-9a-f]{40}$/

/**
 * The references of a repository on this machine, packed ones too. Those that lead to others are left out, but for HEAD. Throws
 * `GIT_TOO_LARGE` where more than `most` files are references: which of them is meant could not be told.
 */
export async function readLocalRefs(gitFolder: string, most: number = MAX_COUNT): Promise<ServerRef[]> {
  const refs = parsePacked(await readText(join(gitFolder, 'packed-refs'), MAX_REFS))
  let files = 0
  for await (const name of listFiles(join(gitFolder, 'refs'), 'refs', 0)) {
    if (++files > most)
      throw new VeinmindError('GIT_TOO_LARGE', `${gitFolder} has more than ${most} references in files of their own`, {
        hint: 'git pack-refs --all puts them into one file',
      })
    const oid = await readRef(join(gitFolder, name))
    if (OID.test(oid)) refs.set(name, oid)
  }
  const head = await readRef(join(gitFolder, 'HEAD'))
  const oid = OID.test(head) ? head : refs.get(head.replace(/^ref:\s*/, ''))
  return [...(oid === undefined ? [] : [{ ref: 'HEAD', oid }]), ...Array.from(refs, ([ref, of]) => ({ ref, oid: of }))]
}

function parsePacked(text: string): Map<string, string> {
  const lines = text.matchAll(/^([0-9a-f]{40}) (refs\/\S+)$/gm)
  return new Map(Array.from(lines, ([, oid = '', ref = '']) => [ref, oid]))
}

async function* listFiles(folder: string, name: string, depth: number): AsyncGenerator<string> {
  if (depth > MAX_DEPTH) return
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const inner = `${name}/${entry.name}`
    if (entry.isDirectory()) yield* listFiles(join(folder, entry.name), inner, depth + 1)
    else if (entry.isFile()) yield inner
  }
}

async function readRef(path: string): Promise<string> {
  return (await readText(path, MAX_FILE)).trim()
}
