/** An import of a source file. */
export interface Import {
  readonly specifier: string
  /** From 1. */
  readonly line: number
}

/** Static and dynamic imports and re-exports of a TypeScript file, by its text; comments are not looked at. */
export function importsOf(source: string): Import[] {
  const text = source
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '))
    .replaceAll(/^\s*\/\/.*$/gm, '')
  const found: Import[] = []
  for (const match of text.matchAll(
    /(?:^[ \t]*(?:import|export)\b[^'"`;]*?\bfrom\s*|^[ \t]*import\s*|\bimport\(\s*)'([^'\n]+)'/gm,
  )) {
    const end = match.index + match[0].length
    found.push({ specifier: match[1] ?? '', line: text.slice(0, end).split('\n').length })
  }
  return found
}
