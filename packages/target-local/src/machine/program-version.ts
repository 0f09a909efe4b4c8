import type { FileSystem } from '@veinmind/sdk'
import { mib } from '@veinmind/sdk'

const CHUNK = mib(1)
const OVERLAP = 4096
const MAX_PROGRAM = mib(512)

/**
 * The version of a program in Go by what its compiler wrote into it (debug/buildinfo): that of its main module, else what the linker was told.
 * Undefined where it was built without either, as distributions do.
 */
export async function versionInProgram(files: FileSystem, path: string, module: string): Promise<string | undefined> {
  const file = await files.open(path).catch(() => undefined)
  if (file === undefined || file.size > MAX_PROGRAM) return undefined
  const marker = `mod\t${module}`
  for (let position = 0; position < file.size; position += CHUNK) {
    const bytes = await file.read(position, CHUNK + OVERLAP).catch(() => undefined)
    if (bytes === undefined) return undefined
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    const at = buffer.indexOf(marker)
    if (at >= 0 && at < CHUNK) return versionAt(buffer.toString('latin1', at, at + OVERLAP))
    const build = buffer.indexOf(`path\t${module}`)
    if (build >= 0 && build < CHUNK) {
      const version = versionAt(buffer.toString('latin1', build, build + OVERLAP))
      if (version !== undefined) return version
    }
  }
  return undefined
}

function versionAt(text: string): string | undefined {
  const main = /^mod\t\S+\tv?(\d+\.\d+\.\d+[\w.+-]*)/m.exec(text)?.[1]
  const told = /-X[ =]\S*?\.[vV]ersion=v?(\d+\.\d+\.\d+[\w.+-]*)/.exec(text)?.[1]
  // v0.0.0-2024… and (devel) are no versions of its makers.
  return told ?? (main === undefined || main.startsWith('0.0.0-') ? undefined : main.replace(/\+incompatible$/, ''))
}
