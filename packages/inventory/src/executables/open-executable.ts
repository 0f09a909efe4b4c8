import { readElf } from './elf.ts'
import { readMacho } from './macho.ts'
import type { Bytes, Executable } from './model.ts'
import { readPe } from './pe.ts'

/** The executable that a file is by its first bytes; undefined for anything else. Never throws for what a file holds. */
export async function openExecutable(bytes: Bytes): Promise<Executable | undefined> {
  return (await readElf(bytes)) ?? (await readPe(bytes)) ?? (await readMacho(bytes))
}
