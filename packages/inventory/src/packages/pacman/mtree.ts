import { gunzipSync } from 'node:zlib'
import { content, defineInspector, mib } from '@veinmind/sdk'
import { decodeName } from '@veinmind/sdk/target'
import type { Inspector } from '@veinmind/sdk'
import type { OwnedFile } from '../model.ts'
import { placeOfPacman } from './local.ts'

/** The files of an mtree, a line each: `path digest mode`, with `-` for what it does not say. */
export interface PacmanTree {
  readonly files: readonly string[]
}

const MAX_UNPACKED = mib(64)

/** Reads digests and modes of a package's files (mtree(5), compressed). */
export const pacmanTrees: Inspector<PacmanTree> = defineInspector<PacmanTree>({
  id: 'pacman-trees',
  module: import.meta.url,
  version: 1,
  maxRecord: mib(16),
  offered: { paths: ['/pacman/local/'] },
  wants: ({ path }) => path.endsWith('/mtree') && placeOfPacman(path) !== undefined && content({ max: mib(16) }),
  inspect(file) {
    let text: string
    try {
      text = decodeName(gunzipSync(file.bytes, { maxOutputLength: MAX_UNPACKED }))
    } catch {
      file.incomplete('the list of the files of a package cannot be unpacked')
      return undefined
    }
    let usual: Readonly<Record<string, string>> = {}
    const files: string[] = []
    for (const line of text.split('\n')) {
      const [path = '', ...words] = line.split(' ')
      const values = { ...usual, ...valuesOf(words) }
      if (path === '/set') usual = values
      else if (path.startsWith('./') && !path.startsWith('./.'))
        files.push(`${path.slice(1)} ${values['sha256digest'] ?? '-'} ${values['mode'] ?? '-'}`)
    }
    return { files }
  },
})

function valuesOf(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    words.flatMap((word) => {
      const [, name, value] = /^(sha256digest|mode)=([0-9a-f]{1,64})$/.exec(word) ?? []
      return name === undefined || value === undefined ? [] : [[name, value]]
    }),
  )
}

/** The files of a tree by their paths, without the root. */
export function filesOfTree({ files }: PacmanTree): ReadonlyMap<string, Omit<OwnedFile, 'path'>> {
  return new Map(
    files.map((line) => {
      const [path = '', digest, mode = ''] = line.split(' ')
      // Bytes that a word may not hold are written as octal numbers.
      const plain = path.replaceAll(/(?:\\[0-7]{3})+/g, (octals) =>
        decodeName(Uint8Array.from(octals.slice(1).split('\\'), (octal) => Number.parseInt(octal, 8))),
      )
      return [
        plain,
        {
          ...(digest?.length === 64 ? { digest: `sha256:${digest}` } : {}),
          ...(/^[0-7]{1,4}$/.test(mode) ? { mode: Number.parseInt(mode, 8) } : {}),
        },
      ]
    }),
  )
}
