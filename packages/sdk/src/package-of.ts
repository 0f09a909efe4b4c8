import { existsSync, readFileSync } from 'node:fs'

/** What the nearest package.json above a module (`import.meta.url`) that names a package says; empty without one. */
export function packageOf(module: string): Readonly<Record<string, unknown>> {
  let folder = new URL('.', module)
  for (;;) {
    const path = new URL('package.json', folder)
    // One in `dist` may say no more than `"type": "module"`.
    const manifest = existsSync(path)
      ? (JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, unknown>>)
      : {}
    const above = new URL('..', folder)
    if (typeof manifest['name'] === 'string' || above.href === folder.href) return manifest
    folder = above
  }
}
