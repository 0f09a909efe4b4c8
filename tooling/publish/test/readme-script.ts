/**
 * The first TypeScript example of a README that imports `module`, as a program: `replacements` put the addresses of the
 * test where the README has invented ones. Throws when one of those does not stand in it.
 */
export function scriptOf(readme: string, module: string, replacements: Readonly<Record<string, string>>): string {
  const blocks = [...readme.matchAll(/```(?:ts|js)\n([\s\S]*?)```/g)].map(([, code = '']) => code)
  const code = blocks.find((text) => text.includes(`'${module}'`))
  if (code === undefined) throw new Error(`no example of the README imports ${module}`)
  return Object.entries(replacements).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the README's example does not say ${from}`)
    return text.replaceAll(from, to)
  }, code)
}
