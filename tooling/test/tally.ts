/** How many checks or tests passed and failed. */
export interface Tally {
  readonly passed: number
  readonly failed: number
}

/** Sum of tallies. */
export function sum(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failed: tallies.reduce((total, { failed }) => total + failed, 0),
  }
}

/** Prints the closing line, `N passed, N failed`, and sets the exit code. */
export function close(tally: Tally): void {
  console.log(`\n${tally.passed} passed, ${tally.failed} failed`)
  process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1
}
