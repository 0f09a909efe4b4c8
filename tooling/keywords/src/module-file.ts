import { join } from 'node:path'

/** The source file that holds the module: a text, so that no bundle has to carry a file beside itself. */
export const MODULE_FILE: string = join(import.meta.dirname, '../../../packages/engine/src/read/walk-module.ts')

/** What stands in it. */
export function moduleSource(module: Uint8Array): string {
  const lines = Buffer.from(module)
    .toString('base64')
    .match(/.{1,116}/g)
  return [
    '/** `tooling/keywords/src/walk.c` as WebAssembly, in base64; made by `node tooling/keywords/build.ts`. */',
    'export const WALK_MODULE: string = [',
    ...(lines ?? []).map((line) => `  '${line}',`),
    "].join('')",
    '',
  ].join('\n')
}
