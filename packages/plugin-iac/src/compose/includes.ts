import { asList, asText } from '../values.ts'
import type { Sourced } from './merge.ts'
import type { ComposeFile, ProjectReader } from './project-reader.ts'

/** The files that a file includes, and those that these include: lists of files that are laid over each other. */
export async function includesOf(
  file: ComposeFile,
  { merger, open, problem }: ProjectReader,
): Promise<readonly (readonly ComposeFile[])[]> {
  const found: ComposeFile[][] = []
  const seen = new Set([file.path])
  const rest = [file]
  for (let one = rest.shift(); one; one = rest.shift()) {
    for (const layer of one.layers) {
      const includes = merger.child(layer, 'include')
      for (const index of asList(includes.value).keys()) {
        const files: ComposeFile[] = []
        for (const [reference, origin] of pathsOf(merger.child(includes, index), merger.child)) {
          const opened =
            reference === undefined ? problem('include names no file', origin) : await open(reference, origin)
          if (opened) files.push(opened)
        }
        const isNew = files.some(({ path }) => !seen.has(path))
        for (const { path } of files) seen.add(path)
        // What is there already is not read again: files may include each other.
        if (!isNew) continue
        found.push(files)
        rest.push(...files)
      }
    }
  }
  return found
}

/** `- a.yaml`, `- path: a.yaml`, or `- path: [a.yaml, b.yaml]`. */
function pathsOf(
  item: Sourced,
  child: (parent: Sourced, step: string | number) => Sourced,
): readonly (readonly [string | undefined, Sourced['origin']])[] {
  const path = typeof item.value === 'string' ? item : child(item, 'path')
  if (!Array.isArray(path.value)) return [[asText(path.value), item.origin]]
  return path.value.map((one, index) => [asText(one), child(path, index).origin] as const)
}
