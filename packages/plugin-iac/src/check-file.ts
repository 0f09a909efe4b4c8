import type { IacFile } from '@veinmind/sdk'
import { mib } from '@veinmind/sdk'
import { detectType, isTemplate } from './detect.ts'
import type { FileType } from './detect.ts'
import { NO_EXTRA_RULES } from './extra-rules.ts'
import type { ExtraRules } from './extra-rules.ts'
import { NOTHING } from './finding.ts'
import type { Checked } from './finding.ts'

const MAX_FILE = mib(8)
const TEMPLATE = 'a template: it is not read as it stands; scan what it becomes (for a Helm chart, the output of `helm template`)'

/** The version that Pod Security is checked for unless another is named: 1.36. */
export const LATEST_MINOR = 36

/** How files are checked. */
export interface CheckOptions {
  /** Only files of this type. */
  readonly only?: FileType
  /** Minor version of Kubernetes. */
  readonly minor?: number
  /** Rules beside those of this package. */
  readonly more?: ExtraRules
}

/** What the check of a file gives, and what the file is; undefined type: nothing that this plugin reads. */
export interface CheckedFile extends Checked {
  readonly type?: FileType
  readonly text: string
}

/** Tells what a file is and checks it. Checkers are loaded when the first file of their kind comes. */
export async function checkFile({ path, bytes, type: declared }: IacFile, { only, minor = LATEST_MINOR, more = NO_EXTRA_RULES }: CheckOptions = {}): Promise<CheckedFile> {
  const whole = decode(bytes.subarray(0, MAX_FILE))
  if (bytes.length <= MAX_FILE) return checkText(whole, { path, declared, only, minor, more })
  // The last line is broken off.
  const text = whole.slice(0, whole.lastIndexOf('\n') + 1)
  const checked = await checkText(text, { path, declared, only, minor, more })
  const line = text.split('\n').length
  return { ...checked, problems: [...checked.problems, { message: `larger than ${MAX_FILE >> 20} MiB: the rest is not read`, line, column: 1 }] }
}

interface Given {
  readonly path: string
  readonly declared: string | undefined
  readonly only: FileType | undefined
  readonly minor: number
  readonly more: ExtraRules
}

async function checkText(text: string, { path, declared, only, minor, more }: Given): Promise<CheckedFile> {
  const type = detectType(path, text, declared)
  if (type === undefined || (only !== undefined && type !== only && type !== 'template')) return { ...NOTHING, text }
  const asTemplate: CheckedFile = { ...NOTHING, type: 'template', text, notes: [TEMPLATE] }
  if (type === 'template') return asTemplate
  if (type === 'dockerfile') return { type, text, ...(await import('./check-dockerfile.ts')).checkDockerfile(text, path, more.dockerfile) }
  if (type === 'compose') return { type, text, ...(await import('./check-compose.ts')).checkCompose(text, path, more.compose) }
  const { checkManifests } = await import('./check-kubernetes.ts')
  const checked = checkManifests(text, path, { target: { minor }, more: more.kubernetes })
  return checked.problems.length > 0 && isTemplate(text) ? asTemplate : { type, text, ...checked }
}

/** UTF-8, or UTF-16 where a byte order mark says so: Windows editors write it, and kubectl reads it. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}
