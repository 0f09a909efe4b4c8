import { createHash } from 'node:crypto'

const HEX = /^[0-9a-f]{64}$/

/** The chain ids of layers without `sha256:` (OCI image-spec, config.md: "Layer ChainID"). */
export function chainIds(diffIds: readonly string[]): readonly string[] {
  const chains: string[] = []
  for (const diffId of diffIds) {
    const below = chains.at(-1)
    const chain =
      below === undefined
        ? diffId.replace(/^sha256:/, '')
        : createHash('sha256').update(`sha256:${below} ${diffId}`).digest('hex')
    chains.push(HEX.test(chain) ? chain : 'invalid')
  }
  return chains
}
