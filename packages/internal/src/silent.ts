import type { Logger } from '@veinmind/sdk'

/** A logger that says nothing. */
export const SILENT: Logger = { error() {}, warn() {}, info() {}, debug() {} }
