/**
 * Why a plugin that was handed nothing did nothing, and how a plugin counts what it was handed and looked at no further. Where
 * there was something else to do, that is no loss.
 */
export const NOTHING_OF_ITS_KIND = 'nothing of a kind that it scans'

/** Why no plugin did anything where nothing could be scanned, which is said by the errors. */
export const NOTHING_SCANNED = 'nothing was scanned'
