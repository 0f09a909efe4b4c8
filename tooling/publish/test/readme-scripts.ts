/** The TypeScript examples of a README, in their order. */
export function examplesOf(readme: string): string[] {
  return [...readme.matchAll(/```(?:ts|js)\n([\s\S]*?)```/g)].map(([, code = '']) => code)
}

/** What makes a program of an example. */
export interface Completion {
  /** Stands before it: what the reader of a fragment has already. */
  readonly before?: string
  /** The test's own addresses and paths, for those that the README invents. */
  readonly swap?: Readonly<Record<string, string>>
  /** Stands behind it: shows what came of it. */
  readonly after?: string
}

/** An example as a program. Throws when it does not say what is to be swapped. */
export function programOf(example: string, { before = '', swap = {}, after = '' }: Completion = {}): string {
  const code = Object.entries(swap).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the example does not say ${from}`)
    return text.replaceAll(from, to)
  }, example)
  return [before, code, after].filter((part) => part !== '').join('\n')
}
