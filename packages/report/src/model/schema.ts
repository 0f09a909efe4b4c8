import type { JsonObject } from '@veinmind/sdk'
import schema from '../report.schema.json' with { type: 'json' }

/** The JSON schema (draft 2020-12) of what the format `json` writes; also the file `@veinmind/report/report.schema.json`. */
export const reportSchema: JsonObject = schema
