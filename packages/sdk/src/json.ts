/** A value that survives `JSON.stringify` and `JSON.parse` unchanged. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject

/** A JSON object; `undefined` members are allowed and dropped when it is written. */
export interface JsonObject {
  readonly [key: string]: Json | undefined
}
