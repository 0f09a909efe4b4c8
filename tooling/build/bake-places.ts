import { dirname, posix } from 'node:path'
import type { Plugin } from 'rolldown'

const DIST = '__VEINMIND_DIST__'
/** `import.meta.url`, where that cannot be written: in a CommonJS module. */
const HERE = '__VEINMIND_HERE__'

/**
 * In a bundle a module no longer stands where it was written, and `import.meta.url` would say where its chunk is. Modules of ours
 * find themselves at `dist/<package>/index.js`, beside which their package's workers and data are; those of npm at
 * `dist/<package>/<their path in it>`; those of the program at `dist/index.js`.
 */
export function bakePlaces(): Plugin {
  return {
    name: 'bake-places',
    transform: {
      filter: { code: /import\.meta\.url|\b__(?:dirname|filename)\b/ },
      handler(code, id) {
        const place = placeOf(id)
        if (code.includes('import.meta.url'))
          return { code: code.replaceAll('import.meta.url', `new URL("${DIST}${place}", import.meta.url).href`) }
        const language = /\.[cm]?ts$/.test(id) ? 'ts' : 'js'
        if (isModule(this.parse(code, { lang: language })) || /\b(?:const|let|var) __(?:dirname|filename)\b/.test(code))
          return undefined
        const names = ['dirname', 'filename'].map((what) => `__${what} = ${pathCode(place, what)}`)
        return { code: `var ${names.join(', ')};${code}` }
      },
    },
    renderChunk(code, { fileName }) {
      if (!code.includes(DIST)) return undefined
      const dist = `${posix.relative(dirname(fileName), '.') || '.'}/`
      return { code: code.replaceAll(DIST, dist).replaceAll(HERE, 'import.meta.url') }
    },
  }
}

/** Whether it is an ES module: in one, these names are no more than words of its texts. */
function isModule({ body }: { readonly body: readonly { readonly type: string }[] }): boolean {
  return body.some(({ type }) => /^(?:Import|Export)\w*Declaration$/.test(type))
}

/** What gives a CommonJS module its `__dirname` or `__filename`. */
function pathCode(place: string, what: string): string {
  const path = what === 'dirname' ? posix.dirname(place) : place
  return `process.getBuiltinModule("node:url").fileURLToPath(new URL("${DIST}${path}", ${HERE}))`
}

/** Where a module finds itself, below `dist`. */
export function placeOf(id: string): string {
  const path = id.replaceAll('\\', '/')
  const [, npm] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+\/.+)$/.exec(path) ?? []
  if (npm !== undefined) return npm
  const [, ours] = /.*\/packages\/([^/]+)\/src\//.exec(path) ?? []
  return ours === undefined ? 'index.js' : `${ours}/index.js`
}
