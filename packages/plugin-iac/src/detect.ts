import { baseName } from '@veinmind/sdk'

/** What a file is. A `template`, of a Helm chart or another, becomes a manifest only when it is rendered. */
export type FileType =
  | 'dockerfile'
  | 'compose'
  | 'kubernetes'
  | 'devcontainer'
  | 'bake'
  | 'workflow'
  | 'gitlab'
  | 'template'

const DECLARED: ReadonlySet<string> = new Set<FileType>([
  'dockerfile',
  'compose',
  'kubernetes',
  'devcontainer',
  'bake',
  'workflow',
  'gitlab',
])

const DOCKERFILE_NAME = /^(?:(?:.+[._-])?(?:dockerfile|containerfile)(?:[._-].+)?)$/i
/** Extensions of other files with such names: documentation, scripts, templates, backups. */
const OTHER_EXTENSION =
  /\.(?:ya?ml|json|toml|md|txt|html?|css|sh|ps1|go|[cm]?[jt]sx?|py|rs|rb|java|kt|cs|php|c|h|cc|cpp|lua|snap|dockerignore|j2|tmpl|tpl|erb|bak|orig|swp)$/i
const COMPOSE_NAME = /^(?:docker-)?compose(?:[._-].+)?\.ya?ml$/i
const DEVCONTAINER_NAME = /^\.?devcontainer(?:-feature)?\.json$/i
const BAKE_NAME = /^docker-bake(?:[._-].+)?\.(?:hcl|json)$/i
const WORKFLOW_PATH = /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/i
const ACTION_NAME = /^action\.ya?ml$/i
const GITLAB_PATH = /(?:^|\/)(?:[^/]*\.gitlab-ci|\.gitlab\/ci\/.+)\.ya?ml$/i
const DATA_FILE = /\.(?:ya?ml|json)$/i
/** Syntax that only the templates of a chart have. */
const TEMPLATE =
  /\{\{-?\s*(?:\.Values|\.Release|\.Chart|\.Capabilities|\.Files|\$|include|template|if|else|range|with|end|toYaml|define|required|\/\*)/
/** A template where YAML wants a value or a line: it cannot be read as it is. */
const BARE_TEMPLATE = /^[ \t]*(?:-[ \t]+)?\{\{|:[ \t]+\{\{/m

/**
 * Tells what a file is: by its name, then by its content, the same every time. Undefined: nothing that this plugin reads.
 * `declared` is what the target says of it.
 */
export function detectType(path: string, text: string, declared?: string): FileType | undefined {
  if (isFileType(declared)) return declared
  const name = baseName(path)
  if (DOCKERFILE_NAME.test(name) && !OTHER_EXTENSION.test(name)) return 'dockerfile'
  if (COMPOSE_NAME.test(name)) return 'compose'
  if (DEVCONTAINER_NAME.test(name)) return 'devcontainer'
  if (BAKE_NAME.test(name) || isBake(name, text)) return 'bake'
  if (name.toLowerCase().endsWith('.hcl')) return undefined
  if (WORKFLOW_PATH.test(path) || (ACTION_NAME.test(name) && /^runs[ \t]*:/m.test(text))) return 'workflow'
  if (GITLAB_PATH.test(path)) return 'gitlab'
  if (isPatch(name, text)) return 'kubernetes'
  const isObject =
    /(?:^|[\n{,])[ \t]*["']?apiVersion["']?[ \t]*:/.test(text) && /(?:^|[\n{,])[ \t]*["']?kind["']?[ \t]*:/.test(text)
  if (isObject && !isChart(name)) return isOfChart(path, text) ? 'template' : 'kubernetes'
  if (/(?:^|\n)["']?services["']?[ \t]*:/.test(text) && /\n[ \t]+["']?(?:image|build|extends)["']?[ \t]*:/.test(text))
    return 'compose'
  if (
    !DATA_FILE.test(name) &&
    /^(?:[ \t]*(?:#.*|ARG[ \t].*)?\r?\n){0,200}[ \t]*FROM[ \t]+\S/i.test(text.slice(0, 65_536))
  )
    return 'dockerfile'
  return undefined
}

/**
 * Whether a manifest that is not valid YAML is a template. Asked only then: texts inside ConfigMaps may be templates too, and
 * those do not keep the manifest from being read.
 */
export function isTemplate(text: string): boolean {
  return BARE_TEMPLATE.test(text)
}

function isOfChart(path: string, text: string): boolean {
  return /(?:^|\/)templates\//.test(path) && TEMPLATE.test(text)
}

/** Files beside manifests that have an apiVersion and are none. */
function isChart(name: string): boolean {
  return /^(?:Chart|kustomization|skaffold)\.ya?ml$/i.test(name)
}

function isFileType(declared: string | undefined): declared is FileType {
  return declared !== undefined && DECLARED.has(declared)
}

/** A bake file by another name. Others of HCL (Terraform, Packer, Nomad) have no targets that are built from a Dockerfile. */
function isBake(name: string, text: string): boolean {
  if (/bake.*\.json$/i.test(name)) return /"target"\s*:\s*\{/.test(text)
  return (
    /\.hcl$/i.test(name) &&
    /^[ \t]*target[ \t]+"?[\w-]+"?[ \t]*\{/m.test(text) &&
    /^[ \t]*(?:dockerfile|dockerfile-inline|context|contexts|tags|inherits|platforms|args|output)[ \t]*=/m.test(text)
  )
}

/** A file of kustomize that says more than where others are, or a JSON patch of it. */
function isPatch(name: string, text: string): boolean {
  if (isKustomizationName(name))
    return /^["']?(?:patches(?:StrategicMerge|Json6902)?|(?:secret|configMap)Generator)["']?[ \t]*:/m.test(text)
  return (
    DATA_FILE.test(name) &&
    /^(?:\s|#[^\n]*\n|---)*[-[]\s*\{?\s*["']?(?:op|path)["']?[ \t]*:/.test(text.slice(0, 65_536)) &&
    /["']?path["']?[ \t]*:[ \t]*["']?\/(?:spec|rules|data|metadata)\//.test(text)
  )
}

/** Whether a file is one of kustomize by its name. */
export function isKustomizationName(path: string): boolean {
  return /(?:^|\/)kustomization(?:\.ya?ml)?$/i.test(path)
}
