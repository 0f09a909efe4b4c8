import { baseName } from '@veinmind/sdk'

/** How a value is written where it stands: what ends a bare one, and which marks refer to something else. */
export interface Format {
  /**
   * What a value without quotes is: the rest of its line, one word, the text of an element, or nothing (JSON has only numbers there).
   */
  readonly bare: 'line' | 'word' | 'element' | 'none'
  /** Whether `$name` in bare or double-quoted text stands for a variable. */
  readonly expandsDollar: boolean
}

const FORMATS = {
  json: { bare: 'none', expandsDollar: false },
  xml: { bare: 'element', expandsDollar: false },
  yaml: { bare: 'word', expandsDollar: false },
  lines: { bare: 'line', expandsDollar: false },
  shell: { bare: 'word', expandsDollar: true },
  code: { bare: 'word', expandsDollar: false },
  unknown: { bare: 'word', expandsDollar: false },
} as const satisfies Record<string, Format>

const BY_ENDING: ReadonlyMap<string, Format> = new Map(
  Object.entries({
    json: FORMATS.json,
    jsonc: FORMATS.json,
    json5: FORMATS.json,
    webmanifest: FORMATS.json,
    ipynb: FORMATS.json,
    tfstate: FORMATS.json,
    xml: FORMATS.xml,
    config: FORMATS.xml,
    csproj: FORMATS.xml,
    pubxml: FORMATS.xml,
    plist: FORMATS.xml,
    html: FORMATS.xml,
    htm: FORMATS.xml,
    xhtml: FORMATS.xml,
    svg: FORMATS.xml,
    jsp: FORMATS.xml,
    aspx: FORMATS.xml,
    yaml: FORMATS.yaml,
    yml: FORMATS.yaml,
    properties: FORMATS.lines,
    ini: FORMATS.lines,
    cfg: FORMATS.lines,
    cnf: FORMATS.lines,
    conf: FORMATS.lines,
    reg: FORMATS.lines,
    desktop: FORMATS.lines,
    toml: FORMATS.lines,
    env: FORMATS.lines,
    sh: FORMATS.shell,
    bash: FORMATS.shell,
    zsh: FORMATS.shell,
    fish: FORMATS.shell,
    ksh: FORMATS.shell,
    mk: FORMATS.shell,
    dockerfile: FORMATS.shell,
    php: FORMATS.shell,
    pl: FORMATS.shell,
    pm: FORMATS.shell,
    tcl: FORMATS.shell,
    ps1: FORMATS.shell,
    psm1: FORMATS.shell,
    groovy: FORMATS.shell,
    gradle: FORMATS.shell,
    kt: FORMATS.shell,
    kts: FORMATS.shell,
    dart: FORMATS.shell,
  }),
)

/** How values are written in a file, as its name says. */
export function formatOf(path: string): Format {
  const name = baseName(path).toLowerCase()
  if (/^\.env(?:\.|$)|\.env(?:\.[\w-]{1,30})?$/.test(name)) return FORMATS.lines
  if (/^(?:docker|container)file\b|^makefile$|^jenkinsfile|^\.(?:bash|zsh|profile)/.test(name)) return FORMATS.shell
  return BY_ENDING.get(name.slice(name.lastIndexOf('.') + 1)) ?? FORMATS.unknown
}
