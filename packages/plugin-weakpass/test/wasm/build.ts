import { readFileSync, writeFileSync } from 'node:fs'
import loadWabt from 'wabt'
import { yescryptWat } from './yescrypt.wat.ts'

const OUTPUT = new URL('../../src/hash/yescrypt-wasm.ts', import.meta.url)

/** The source of the module that holds the assembled code. */
export async function buildYescrypt(): Promise<string> {
  const wabt = await loadWabt()
  const parsed = wabt.parseWat('yescrypt.wat', yescryptWat(), { simd: true, bulk_memory: true })
  const { buffer } = parsed.toBinary({})
  parsed.destroy()
  const lines =
    Buffer.from(buffer)
      .toString('base64')
      .match(/.{1,116}/g) ?? []
  return `/** Assembled from test/wasm/yescrypt.wat.ts by \`node test/wasm/build.ts\`, in base 64; a test holds the two equal. */
export const YESCRYPT_WASM = \`
${lines.join('\n')}
\`
`
}

export const readBuilt = (): string => readFileSync(OUTPUT, 'utf8')

if (import.meta.main) writeFileSync(OUTPUT, await buildYescrypt())
