import type { ArtifactStore, FileValue } from '@veinmind/sdk'
import {
  firstOf,
  formatReference,
  fromAuthFile,
  fromDockerConfig,
  fromEnvironment,
  openRegistry,
  parseReference,
  pullArtifact,
  pushArtifact,
} from '@veinmind/target-registry'
import type { ImageRegistry } from '@veinmind/target-registry'

/** How registries are reached. */
export interface StoreOptions {
  readonly plainHttp: boolean
  readonly authFile: FileValue | undefined
  readonly caFile: FileValue | undefined
  readonly signal: AbortSignal
}

/** Registries as places for files; one is contacted when a reference names it. */
export function openArtifactStore({ plainHttp, authFile, caFile, signal }: StoreOptions): ArtifactStore {
  function open(text: string): { readonly registry: ImageRegistry; readonly name: string } {
    const reference = parseReference(text)
    const environment = fromEnvironment(reference.host)
    const registry = openRegistry(reference.host, {
      credentials: firstOf(
        ...(authFile ? [fromAuthFile(authFile.path, authFile.text)] : []),
        ...(environment ? [environment] : []),
        fromDockerConfig(),
      ),
      ...(plainHttp ? { plainHttp: true } : {}),
      ...(caFile ? { ca: caFile.text } : {}),
    })
    const { repository, tag, digest } = reference
    return { registry, name: digest === undefined ? `${repository}:${tag ?? 'latest'}` : `${repository}@${digest}` }
  }
  return {
    async push(text, { type, files }) {
      const { registry, name } = open(text)
      try {
        const { digest } = await pushArtifact(registry, name, { artifactType: type, files, signal })
        const { host, repository } = parseReference(text)
        return formatReference({ host, repository, digest })
      } finally {
        await registry[Symbol.asyncDispose]()
      }
    },
    async pull(text) {
      // Not closed, since its files are read later. Unused connections end by themselves.
      const { registry, name } = open(text)
      const { artifactType, digest, files } = await pullArtifact(registry, name, { signal })
      return {
        type: artifactType,
        digest,
        files: files.map((file) => ({
          name: file.name,
          mediaType: file.mediaType,
          size: file.size,
          stream: () => file.stream({ signal }),
        })),
      }
    },
  }
}
