import { statSync } from 'node:fs'
import { join } from 'node:path'

/** Words that other scanners, and plugins of the original, have for our targets. */
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
  'scan-image': 'image',
  'scan-images': 'image',
  'scan-container': 'container',
  'scan-containers': 'container',
  'scan-iac': 'iac',
}

/** A command line that scans. */
export interface ScanProgram {
  /** What is typed to start it. */
  readonly name: string
  readonly targets: readonly string[]
}

/**
 * What a command line without `scan` and a target, or with another scanner's word for it, was most likely meant to be:
 * `veinmind scan image nginx:1.27` for `nginx:1.27`. Undefined where nothing speaks for it.
 */
export function meantCommand(args: readonly string[], { name, targets }: ScanProgram): string | undefined {
  const end = args.findIndex((arg) => arg.startsWith('-'))
  // What follows a flag may be its value, and none of that is to be shown again.
  const [first = '', ...more] = end < 0 ? args : args.slice(0, end)
  const word = targets.includes(first) ? first : TARGET_WORDS[first.toLowerCase()]
  const target = word ?? targetOf(first)
  if (target === undefined || !targets.includes(target)) return undefined
  return [name, 'scan', target, ...(word === undefined ? [first] : []), ...more].join(' ')
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
