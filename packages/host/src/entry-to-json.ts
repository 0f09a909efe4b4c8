import type { Entry, JsonObject } from '@veinmind/sdk'
import { encodeName } from '@veinmind/sdk/target'

/** An entry as JSON; a name that is not UTF-8 carries its bytes as `pathBytes`, base64. */
export function entryToJson(entry: Entry): JsonObject {
  const { xattrs, device, ...rest } = entry
  return {
    ...rest,
    ...(entry.path.isWellFormed() ? {} : { pathBytes: Buffer.from(encodeName(entry.path)).toString('base64') }),
    ...(device ? { device: { ...device } } : {}),
    ...(xattrs
      ? {
          xattrs: Object.fromEntries([...xattrs].map(([name, value]) => [name, Buffer.from(value).toString('base64')])),
        }
      : {}),
  }
}
