import { dirname, posix } from 'node:path'
import type { Plugin } from 'rolldown'

const DIST = '__VEINMIND_DIST__'

/**
 * In a bundle a module no longer stands where it was written, and `import.meta.url` would say where its chunk is. Modules of ours
 * find themselves at `dist/<package>/index.js`, beside which their package's workers and data are; those of npm at
 * `dist/<package>/<their path in it>`; those of the program at `dist/index.js`.
 */
export function bakePlaces(): Plugin {
  return {
    name: 'bake-places',
    transform: {
      filter: { code: 'import.meta.url' },
      handler(code, id) {
        return { code: code.replaceAll('import.meta.url', `new URL("${DIST}${placeOf(id)}", import.meta.url).href`) }
      },
    },
    renderChunk(code, { fileName }) {
      if (!code.includes(DIST)) return undefined
      return { code: code.replaceAll(DIST, `${posix.relative(dirname(fileName), '.') || '.'}/`) }
    },
  }
}

/** Where a module finds itself, below `dist`. */
export function placeOf(id: string): string {
  const path = id.replaceAll('\\', '/')
  const [, npm] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+\/.+)$/.exec(path) ?? []
  if (npm !== undefined) return npm
  const [, ours] = /.*\/packages\/([^/]+)\/src\//.exec(path) ?? []
  return ours === undefined ? 'index.js' : `${ours}/index.js`
}
