import { baseName } from '../names.ts'

/** Folders that hold no infrastructure of one's own. */
const LEFT_OUT = new Set(['.git', '.hg', '.svn', 'node_modules', '.terraform'])

/** Names that are infrastructure as code or may be: Dockerfiles, Containerfiles, YAML, JSON and HCL, and what kustomize calls its own. Lock files are not. */
const CANDIDATE = /^(?:(?:.+[._-])?(?:dockerfile|containerfile)(?:[._-].+)?|kustomization|.+\.(?:ya?ml|json|hcl))$/is
const LOCK_FILE =
  /^(?:package-lock|npm-shrinkwrap|composer\.lock|pnpm-lock|packages\.lock)\.(?:json|ya?ml)$|^\.terraform\.lock\.hcl$/i

/** Whether a target should hand the file at `path` on as an `IacFile`. What it is, a plugin tells by its content. */
export function isIacCandidate(path: string): boolean {
  const name = baseName(path)
  return CANDIDATE.test(name) && !LOCK_FILE.test(name)
}

/** Whether a folder of this name is passed over when files of infrastructure as code are looked for. */
export function isLeftOutFolder(name: string): boolean {
  return LEFT_OUT.has(name)
}
