/**
 * The TypeScript examples of a README that import `module`, as programs: `replacements` put the addresses of the test where
 * the README has invented ones. Throws when one of those does not stand in an example.
 */
export function scriptsOf(readme: string, module: string, replacements: Readonly<Record<string, string>>): string[] {
  const blocks = [...readme.matchAll(/```(?:ts|js)\n([\s\S]*?)```/g)].map(([, code = '']) => code)
  return blocks.filter((code) => code.includes(`'${module}'`)).map((code) => {
    return Object.entries(replacements).reduce((text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`an example of the README does not say ${from}`)
      return text.replaceAll(from, to)
    }, code)
  })
}
