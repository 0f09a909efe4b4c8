/** Columns of a table that goes to nobody's terminal. */
const WIDTH = 100
/** The narrowest and the widest that are used. */
const BOUNDS = { least: 40, most: 1000 } as const

/** The columns that lines may take: the terminal's, else what `COLUMNS` says, as other programs take it where there is no terminal. */
export function outputWidth(
  stdout: { readonly columns?: number | undefined },
  environment: NodeJS.ProcessEnv = process.env,
): number {
  if (stdout.columns) return stdout.columns
  const said = /^\d{1,6}$/.test(environment['COLUMNS'] ?? '') ? Number(environment['COLUMNS']) : 0
  return said === 0 ? WIDTH : Math.min(BOUNDS.most, Math.max(BOUNDS.least, said))
}
