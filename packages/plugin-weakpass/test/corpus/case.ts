/** A file, what stands in it, and the weak password that is to be found; no password: nothing is. */
export type Case = readonly [path: string, text: string, password?: string]
