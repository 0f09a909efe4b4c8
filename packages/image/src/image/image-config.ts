import { isObject } from '@veinmind/internal'
import type { HistoryStep, ImageConfig, Json, JsonObject } from '@veinmind/sdk'
import type { Platform } from '@veinmind/sdk/target'
import { listMember, member, objectMember, parseJsonObject, textMember, textsMember } from './json.ts'

/** What a configuration document tells, and what is odd about it. */
export interface ParsedConfig {
  readonly config: ImageConfig
  readonly platform: Platform
  readonly history: readonly HistoryStep[]
  /** The diff ids of the layers, as written. */
  readonly diffIds: readonly string[]
  readonly notes: readonly string[]
}

/**
 * Reads an image configuration (OCI image-spec, config.md, with Docker's own members) for an image of `layers` layers.
 * What has the wrong type is left out; what does not fit together is noted. Throws `IMAGE_JSON_INVALID`.
 */
export function parseImageConfig(bytes: Uint8Array, layers: number): ParsedConfig {
  const raw = parseJsonObject('the image configuration', bytes)
  const diffIds = textsMember(objectMember(raw, 'rootfs'), 'diff_ids')
  const history = toHistory(listMember(raw, 'history'), layers)
  const notes: string[] = []
  if (diffIds.length !== layers)
    notes.push(`the configuration names ${diffIds.length} layers, and the image has ${layers}`)
  if (history.length === 0) {
    if (layers > 0) notes.push('the image has no history')
  } else {
    const made = history.filter(({ layer }) => layer !== undefined).length
    const told = listMember(raw, 'history').filter((step) => !isEmptyStep(step)).length
    if (told !== layers || made !== layers)
      notes.push(`the history tells of ${told} layers, and the image has ${layers}`)
  }
  return { config: toConfig(raw), platform: toPlatform(raw), history, diffIds, notes }
}

function toConfig(raw: JsonObject): ImageConfig {
  const config = objectMember(raw, 'config')
  const created = textMember(raw, 'created')
  return {
    ...(created === '' ? {} : { created }),
    author: textMember(raw, 'author'),
    user: textMember(config, 'User'),
    env: textsMember(config, 'Env'),
    entrypoint: textsMember(config, 'Entrypoint'),
    cmd: textsMember(config, 'Cmd'),
    shell: textsMember(config, 'Shell'),
    workingDir: textMember(config, 'WorkingDir'),
    exposedPorts: Object.keys(objectMember(config, 'ExposedPorts')),
    volumes: Object.keys(objectMember(config, 'Volumes')),
    onBuild: textsMember(config, 'OnBuild'),
    stopSignal: textMember(config, 'StopSignal'),
    healthcheck: textsMember(objectMember(config, 'Healthcheck'), 'Test'),
    labels: toLabels(objectMember(config, 'Labels')),
    raw,
  }
}

function toLabels(labels: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).filter((label): label is [string, string] => typeof label[1] === 'string'),
  )
}

/** The platform that an object names in OCI's members; empty texts where it does not. */
export function toPlatform(object: JsonObject): Platform {
  const variant = textMember(object, 'variant')
  const platform = { os: textMember(object, 'os'), architecture: textMember(object, 'architecture') }
  return variant === '' ? platform : { ...platform, variant }
}

/** Each step that is not marked as empty made the next layer, as long as there are layers. */
function toHistory(steps: readonly Json[], layers: number): readonly HistoryStep[] {
  let layer = 0
  return steps.map((step, index): HistoryStep => {
    const told = isObject(step) ? step : {}
    const texts = {
      created: textMember(told, 'created'),
      comment: textMember(told, 'comment'),
      author: textMember(told, 'author'),
    }
    const made = isEmptyStep(step) || layer >= layers ? {} : { layer: layer++ }
    const present = Object.entries(texts).filter(([, text]) => text !== '')
    return { index, createdBy: textMember(told, 'created_by'), ...Object.fromEntries(present), ...made }
  })
}

function isEmptyStep(step: Json): boolean {
  return isObject(step) && member(step, 'empty_layer') === true
}
