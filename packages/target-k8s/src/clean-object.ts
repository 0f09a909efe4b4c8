import { asObject } from '@veinmind/internal'
import type { JsonObject } from '@veinmind/sdk'

/** An object of a list without what nobody scans: field owners, the copy that kubectl keeps, and the values of Secrets. */
export function cleanObject(object: JsonObject, withSecretValues: boolean): JsonObject {
  const { managedFields: _, ...metadata } = asObject(object['metadata'])
  const annotations = asObject(metadata['annotations'])
  const { 'kubectl.kubernetes.io/last-applied-configuration': __, ...kept } = annotations
  const cleaned: JsonObject = {
    ...object,
    metadata: { ...metadata, ...(metadata['annotations'] === undefined ? {} : { annotations: kept }) },
  }
  return object['kind'] === 'Secret' && !withSecretValues ? withoutValues(cleaned) : cleaned
}

/** The keys of a Secret stay, with the bytes of their values; those do not. */
function withoutValues(secret: JsonObject): JsonObject {
  const { data, stringData, ...rest } = secret
  return { ...rest, dataSizes: { ...sizesOf(data, 'base64'), ...sizesOf(stringData, 'utf8') } }
}

function sizesOf(values: unknown, encoding: BufferEncoding): JsonObject {
  return Object.fromEntries(
    Object.entries(asObject(values)).map(([key, value]) => [
      key,
      typeof value === 'string' ? Buffer.byteLength(value, encoding) : 0,
    ]),
  )
}

/** The objects of a list; empty for what is none. */
export function asObjects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(asObject) : []
}

/** A text, or undefined for what is none. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
