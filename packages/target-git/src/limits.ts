import { mib } from '@veinmind/sdk'

/** An object may be this large; infrastructure that people write is smaller. */
export const MAX_OBJECT: number = mib(8)
