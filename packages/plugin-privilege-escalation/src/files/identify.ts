import type { Confidence } from '@veinmind/sdk'
import { programNamed } from '../programs/program-of.ts'
import type { Program } from '../programs/program-of.ts'
import marks from '../programs/marks.json' with { type: 'json' }
import type { Surroundings } from '../context.ts'
import type { PrivilegedFile } from './privileged-files.ts'

/** What a program is, whatever its name says. */
export interface Identity {
  readonly program: Program
  readonly confidence: Confidence
  /** How it was recognised, when its name does not tell. */
  readonly by?: string
}

/** Smaller programs were made by hand and have none of the texts of the real one. */
const LEAST_REAL = 4096

/** The program of the table that a file is: by what it holds, by a package's file with the same digest, then by its name. */
export function identify(path: string, file: PrivilegedFile, here: Surroundings): Identity | undefined {
  const named = programNamed(path)
  const same = here.ownerByDigest(file.digests)
  const original = same === undefined ? undefined : programNamed(same.path)
  if (original !== undefined) {
    const isSame = original.name === named?.name
    return { program: original, confidence: 'high', ...(isSame ? {} : { by: `a copy of ${same?.path ?? ''}` }) }
  }
  for (const name of file.looksLike) {
    const program = programNamed(name)
    if (program !== undefined)
      return {
        program,
        confidence: 'high',
        ...(program.name === named?.name ? {} : { by: `it holds the texts of ${name}` }),
      }
  }
  // A package may ship its own program under another program's name.
  if (named === undefined || same !== undefined) return undefined
  const isRefuted =
    file.kind === 'elf' && !file.isTruncated && file.size > LEAST_REAL && Object.hasOwn(marks, named.name)
  return isRefuted ? undefined : { program: named, confidence: here.ownerOf(path) === undefined ? 'medium' : 'high' }
}
