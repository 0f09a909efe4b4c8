import type { BuiltImage, FileSpec } from '@veinmind/testing'
import { buildImage, layer } from '@veinmind/testing'

/** An image of `layers` layers whose files, links and whiteouts follow from `seed`. */
export function randomImage(seed: number, layers: number, fileSize = 3000): BuiltImage {
  let state = seed >>> 0
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T
  const folders = ['etc', 'opt/a', 'opt/b', 'big', 'skip', 'srv']
  const names = ['shadow', 'x.db', 'one', 'two', 'three', 'elf']
  const path = () => `${pick(folders)}/${pick(names)}`
  const content = () => {
    const start = pick(['', '\x7fELF', '\ufeff', 'root:x\n'])
    const body = `${start}${'abc '.repeat(random(fileSize))}${pick(['', 'a SECRET', 'token=', 'sec', 'secret token='])}`
    return Buffer.from(body, start === '\ufeff' ? 'utf16le' : 'latin1')
  }
  const file = (earlier: readonly string[]): FileSpec => {
    const kind = random(10)
    if (kind === 0) return { symlink: pick(['/etc', '../opt', '/opt/a/one', 'two', `/${path()}`]) }
    if (kind === 1 && earlier.length > 0) return { hardLink: pick(earlier) }
    return { content: content(), mode: random(8) === 0 ? 0o4755 : 0o644 }
  }
  const specs = Array.from({ length: layers }, () => {
    const files: Record<string, FileSpec> = {}
    for (let count = 0; count < 25; count++) {
      const place = path()
      if (random(8) === 0) files[place.replace(/([^/]+)$/, '.wh.$1')] = ''
      else files[place] = file(Object.keys(files).filter((name) => !name.includes('.wh.')))
    }
    if (random(4) === 0) files[pick(['srv2', 'etc'])] = { symlink: 'opt/a' }
    return layer(files, { compress: pick(['gzip', 'zstd', 'none']) })
  })
  return buildImage(...specs)
}
