import type { IacFile } from '@veinmind/sdk'
import { mib } from '@veinmind/sdk'
import { decodeText } from './decode-text.ts'
import { detectType, isTemplate } from './detect.ts'
import type { FileType } from './detect.ts'
import { NO_EXTRA_RULES } from './extra-rules.ts'
import type { ExtraRules } from './extra-rules.ts'
import { NOTHING } from './finding.ts'
import type { Checked } from './finding.ts'
import type { ServiceAccount } from './kubernetes/manifest.ts'

const MAX_FILE = mib(8)
const LARGE = `larger than ${MAX_FILE >> 20} MiB: only its beginning was looked at, and that is no infrastructure as code`
const TEMPLATE =
  'a template: it is not read as it stands; --iac.helm renders Helm charts, where helm is installed; of others, scan what they become'

/** The version that Pod Security is checked for unless another is named: 1.36. */
const LATEST_MINOR = 36

/** How files are checked. */
export interface CheckOptions {
  /** Only files of this type. */
  readonly only?: FileType
  /** Minor version of Kubernetes. */
  readonly minor?: number
  /** Rules beside those of this package. */
  readonly more?: ExtraRules
  /** The service accounts of the files beside this one; asked for when the file has Pods. */
  readonly accounts?: () => Promise<readonly ServiceAccount[]>
}

const dockerfiles = once(() => import('./check-dockerfile.ts'))
const composeFiles = once(() => import('./check-compose.ts'))
const devcontainers = once(() => import('./check-devcontainer.ts'))
const bakeFiles = once(() => import('./check-bake.ts'))
const pipelines = once(() => import('./check-pipeline.ts'))
const manifests = once(() => import('./check-kubernetes.ts'))

/** What the check of a file found. The type is undefined for a file that this plugin does not read. */
export interface CheckedFile extends Checked {
  readonly type?: FileType
  readonly text: string
}

/** Tells what a file is and checks it. Checkers are loaded when the first file of their kind comes. */
export async function checkFile(
  file: IacFile,
  { only, minor = LATEST_MINOR, more = NO_EXTRA_RULES, accounts = () => Promise.resolve([]) }: CheckOptions = {},
): Promise<CheckedFile> {
  const { bytes } = file
  const whole = decodeText(bytes.subarray(0, MAX_FILE))
  if (bytes.length <= MAX_FILE && file.isCut !== true) return checkText(whole, { file, only, minor, more, accounts })
  // The cut leaves the last line incomplete: it is dropped, unless it is the only one.
  const text = whole.slice(0, whole.lastIndexOf('\n') + 1) || whole
  const checked = await checkText(text, { file, only, minor, more, accounts })
  if (checked.type === undefined) return { ...checked, notes: [LARGE] }
  const line = text.split('\n').length
  return {
    ...checked,
    problems: [
      ...checked.problems,
      { message: `larger than ${MAX_FILE >> 20} MiB: the rest is not read`, line, column: 1 },
    ],
  }
}

interface Given {
  readonly file: IacFile
  readonly only: FileType | undefined
  readonly minor: number
  readonly more: ExtraRules
  readonly accounts: () => Promise<readonly ServiceAccount[]>
}

async function checkText(text: string, { file, only, minor, more, accounts }: Given): Promise<CheckedFile> {
  const { path } = file
  const type = detectType(path, text, file.type)
  if (type === undefined || (only !== undefined && type !== only && type !== 'template')) return { ...NOTHING, text }
  const asTemplate: CheckedFile = { ...NOTHING, type: 'template', text, notes: [TEMPLATE] }
  if (type === 'template') return asTemplate
  if (type === 'dockerfile')
    return { type, text, ...(await dockerfiles()).checkDockerfile(text, path, more.dockerfile) }
  if (type === 'compose')
    return { type, text, ...(await (await composeFiles()).checkCompose(file, text, more.compose)) }
  if (type === 'devcontainer') return { type, text, ...(await devcontainers()).checkDevContainerFile(text, path) }
  if (type === 'bake') return { type, text, ...(await bakeFiles()).checkBake(text, path) }
  if (type === 'workflow') return { type, text, ...(await pipelines()).checkWorkflow(text, path) }
  if (type === 'gitlab') return { type, text, ...(await pipelines()).checkGitlab(text, path) }
  const { checkManifests } = await manifests()
  const target = { minor, accounts: text.includes('containers') ? await accounts() : [] }
  const checked = checkManifests(text, path, { target, more: more.kubernetes })
  return checked.problems.length > 0 && isTemplate(text) ? asTemplate : { type, text, ...checked }
}

/** A function that calls `make` the first time, and gives the same promise later. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
