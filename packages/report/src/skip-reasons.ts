/** Why a plugin that was handed nothing did nothing. Where others had something to do, that is no loss. */
export const NOTHING_OF_ITS_KIND = 'nothing of a kind that it scans'

/** Why no plugin did anything where nothing could be scanned, which is said by the errors. */
export const NOTHING_SCANNED = 'nothing was scanned'
