import type { Image, Layer, Platform } from '@veinmind/sdk'
import { asObject, asString, parseJsonObject } from './json.ts'

/** The shape of `createImage` of @veinmind/image, which takes this file's place as soon as it is there. */
export function createImage(parts: {
  readonly id: string
  readonly name: string
  readonly references: readonly string[]
  readonly manifestDigest: string
  readonly platform?: Platform
  readonly config: Uint8Array
  readonly layers: readonly Pick<Layer, 'digest' | 'size' | 'mediaType' | 'unavailable' | 'open'>[]
  readonly notes?: readonly string[]
}): Image {
  const raw = parseJsonObject(parts.config) ?? {}
  const section = asObject(raw['config']) ?? {}
  const diffIds = asObject(raw['rootfs'])?.['diff_ids']
  const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [])
  const created = asString(raw['created'])
  return {
    kind: 'image',
    ...parts,
    platform: parts.platform ?? { os: '', architecture: '' },
    config: {
      ...(created !== undefined && { created }),
      author: '', user: asString(section['User']) ?? '', env: texts(section['Env']), entrypoint: texts(section['Entrypoint']), cmd: texts(section['Cmd']),
      shell: [], workingDir: asString(section['WorkingDir']) ?? '', exposedPorts: [], volumes: [], onBuild: [], stopSignal: '', healthcheck: [], labels: {},
      raw: raw as never,
    },
    history: [],
    layers: parts.layers.map((layer, index) => ({
      ...layer, index, diffId: texts(diffIds)[index] ?? '',
      entries: () => { throw new Error('layers are read by @veinmind/image') },
    })),
  }
}
