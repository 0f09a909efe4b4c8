/** The same file by another writing: `./x` is `x`. */
export function normal(path: string): string {
  return path.replace(/^(?:\.\/)+/, '').replaceAll(/\/(?:\.?\/)+/g, '/')
}
