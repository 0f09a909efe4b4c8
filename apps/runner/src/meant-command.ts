import { statSync } from 'node:fs'
import { join } from 'node:path'

/** Words that other scanners have for our targets. */
const TARGET_WORDS: Readonly<Record<string, string>> = {
  images: 'image',
  img: 'image',
  containers: 'container',
  fs: 'iac',
  filesystem: 'iac',
  dir: 'iac',
  config: 'iac',
  conf: 'iac',
  repo: 'iac',
  repository: 'iac',
  git: 'iac',
  kubernetes: 'k8s',
  cluster: 'k8s',
  framework: 'k8s',
  registries: 'registry',
}

/**
 * What a command line without `scan` and a target, or with another scanner's word for it, was most likely meant to be:
 * `veinmind scan image nginx:1.27` for `nginx:1.27`. Undefined where nothing speaks for it.
 */
export function meantCommand(args: readonly string[], targets: readonly string[]): string | undefined {
  const end = args.findIndex((arg) => arg.startsWith('-'))
  // What follows a flag may be its value, and none of that is to be shown again.
  const [first = '', ...more] = end < 0 ? args : args.slice(0, end)
  const word = targets.includes(first) ? first : TARGET_WORDS[first.toLowerCase()]
  if (word !== undefined) return ['veinmind scan', word, ...more].join(' ')
  const target = targetOf(first)
  return target && ['veinmind scan', target, first, ...more].join(' ')
}

/** The target that reads such a word: an image by its name or archive, a folder, a file, a repository. */
function targetOf(word: string): string | undefined {
  if (/^(?:https?|ssh|git):\/\/|^git@/.test(word)) return 'iac'
  const found = kindOnDisk(word)
  if (found === 'folder') return 'iac'
  if (/\.(?:tar|tgz|tar\.gz|tar\.zst)$/.test(word)) return 'image'
  if (found === 'layout') return 'image'
  if (found === 'file' || /^\.{0,2}\//.test(word)) return 'iac'
  return /^[\w.-]+(?:[:/@][\w.:/@-]+)?$/.test(word) ? 'image' : undefined
}

function kindOnDisk(path: string): 'folder' | 'layout' | 'file' | undefined {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return undefined
  if (!found.isDirectory()) return 'file'
  return statSync(join(path, 'oci-layout'), { throwIfNoEntry: false }) ? 'layout' : 'folder'
}
