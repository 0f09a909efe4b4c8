import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { removeTemporary, requireTools, run, temporaryFolder } from '@veinmind/services'

/** The module that Debian's clang makes of `walk.c`; the versions are pinned, so that the bytes are the same everywhere. */
export async function compileWalk(): Promise<Buffer> {
  const { 'clang-14': clang, 'wasm-ld-14': linker } = await requireTools(['clang-14', 'wasm-ld-14'])
  const folder = temporaryFolder('keywords')
  const [object, module] = [join(folder, 'walk.o'), join(folder, 'walk.wasm')]
  const source = join(import.meta.dirname, 'walk.c')
  try {
    await run(clang, [
      '--target=wasm32',
      '-c',
      '-O3',
      '-msimd128',
      '-ffreestanding',
      '-Wall',
      '-Wextra',
      '-Werror',
      source,
      '-o',
      object,
    ])
    await run(linker, [
      object,
      '--no-entry',
      '--import-memory',
      '--export=__heap_base',
      '--strip-all',
      '-z',
      'stack-size=1024',
      '-o',
      module,
    ])
    return readFileSync(module)
  } finally {
    removeTemporary(folder)
  }
}
