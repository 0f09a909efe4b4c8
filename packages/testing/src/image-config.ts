import type { HistoryStep, ImageConfig, Json, JsonObject } from '@veinmind/sdk'

/** The `config` section of an image's configuration, with the names of the OCI image specification and Docker's additions. */
export interface ConfigSection extends JsonObject {
  readonly User?: string
  readonly Env?: readonly string[]
  readonly Entrypoint?: readonly string[]
  readonly Cmd?: readonly string[]
  readonly Shell?: readonly string[]
  readonly WorkingDir?: string
  readonly ExposedPorts?: Readonly<Record<string, {}>>
  readonly Volumes?: Readonly<Record<string, {}>>
  readonly OnBuild?: readonly string[]
  readonly StopSignal?: string
  readonly Healthcheck?: { readonly Test?: readonly string[] }
  readonly Labels?: Readonly<Record<string, string>>
}

/** One entry of the `history` list of an image's configuration. */
export interface HistoryEntry extends JsonObject {
  readonly created_by?: string
  readonly created?: string
  readonly comment?: string
  readonly author?: string
  /** True for steps that made no layer. */
  readonly empty_layer?: boolean
}

/** The configuration of a document, members of a wrong type read as if they were absent. */
export function readConfig(document: JsonObject): ImageConfig {
  const config = objectOf(document['config'])
  return {
    ...(typeof document['created'] === 'string' ? { created: document['created'] } : {}),
    author: textOf(document['author']),
    user: textOf(config['User']),
    env: listOf(config['Env']),
    entrypoint: listOf(config['Entrypoint']),
    cmd: listOf(config['Cmd']),
    shell: listOf(config['Shell']),
    workingDir: textOf(config['WorkingDir']),
    exposedPorts: Object.keys(objectOf(config['ExposedPorts'])),
    volumes: Object.keys(objectOf(config['Volumes'])),
    onBuild: listOf(config['OnBuild']),
    stopSignal: textOf(config['StopSignal']),
    healthcheck: listOf(objectOf(config['Healthcheck'])['Test']),
    labels: Object.fromEntries(
      Object.entries(objectOf(config['Labels'])).flatMap(([key, value]) =>
        typeof value === 'string' ? [[key, value]] : [],
      ),
    ),
    raw: document,
  }
}

/** The history of a document; steps that made a layer are counted against `layers`. */
export function readHistory(document: JsonObject, layers: number): readonly HistoryStep[] {
  const { history } = document
  let next = 0
  return (Array.isArray(history) ? history : []).map((value: Json, index) => {
    const entry = objectOf(value)
    const layer = entry['empty_layer'] === true || next >= layers ? undefined : next++
    return {
      index,
      createdBy: textOf(entry['created_by']),
      ...optionalText(entry, 'created'),
      ...optionalText(entry, 'comment'),
      ...optionalText(entry, 'author'),
      ...(layer === undefined ? {} : { layer }),
    }
  })
}

function optionalText<K extends string>(entry: JsonObject, key: K): { readonly [P in K]?: string } {
  const value = entry[key]
  return (typeof value === 'string' ? { [key]: value } : {}) as { readonly [P in K]?: string }
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

function listOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
