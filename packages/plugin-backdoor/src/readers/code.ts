import { commandsIn, isOddPath, isTemporaryPath, joined, logicalLines, NOTHING } from './reading.ts'
import type { Hit, Reader, Reading } from './reading.ts'
import { isBinary, readScript } from './scripts.ts'

/** Lines of a `.pth` file that begin with `import` are run at each start of Python. */
export const readPth: Reader = ({ text }) => {
  const readings: Reading[] = []
  for (const { line, text: content } of logicalLines(text)) {
    if (/^import[ \t]/.test(content)) {
      readings.push(commandsIn(content, { line, language: 'python' }))
      if (STARTS.test(content)) readings.push({ hits: [{ rule: 'BACK-070', line, evidence: content }], cuts: [] })
    } else if (isTemporaryPath(`${content.trim()}/`))
      readings.push({ hits: [{ rule: 'BACK-071', line, evidence: content.trim() }], cuts: [] })
  }
  return joined(readings)
}

/** What a line must hold to do more than import modules. */
const STARTS =
  /\b(?:subprocess|os\s*\.\s*(?:system|popen|exec\w*|spawn\w*|fork)|pty|socket|urllib|http\.client|requests|ctypes|base64|marshal|zlib|b64decode|compile\s*\(|eval\s*\(|exec\s*\()/

/** `sitecustomize.py` and `usercustomize.py`. */
export const readSiteCustomize: Reader = ({ text }) => commandsIn(text, { language: 'python' })

export const readGitHook: Reader = (file) => {
  if (!file.path.endsWith('.sample'))
    return isBinary(file.text) ? { hits: [{ rule: 'BACK-006', evidence: file.path }], cuts: [] } : readScript(file)
  return NOTHING
}

/** Settings of git that are commands: `fsmonitor`, `sshCommand`, aliases with `!`. */
export const readGitConfig: Reader = ({ text }) => {
  const readings: Reading[] = []
  for (const { line, text: content } of logicalLines(text)) {
    const [, name = '', value = ''] = /^\s*([A-Za-z][\w-]*)\s*=\s*(.*)$/.exec(content) ?? []
    const isCommand =
      /^(?:fsmonitor|sshcommand|pager|editor|askpass|helper|hookspath|clean|smudge|textconv|gitproxy|uploadpack|receivepack)$/i.test(
        name,
      )
    if (isCommand && isOddPath(value))
      readings.push({ hits: [{ rule: 'BACK-005', line, evidence: content.trim() }], cuts: [] })
    if (isCommand || value.startsWith('!'))
      readings.push(commandsIn(value.replace(/^!/, '').replace(/^"(.*)"$/, '$1'), { line }))
  }
  return joined(readings)
}

const LOADED: readonly RegExp[] = [
  /^\s*LoadModule\s+\S+\s+"?([^"\s]+)/i,
  /^\s*load_module\s+"?([^";\s]+)/,
  /^\s*(?:zend_)?extension\s*=\s*"?([^"\s;]+)/i,
  /^\s*LoadFile\s+"?([^"\s]+)/i,
]
const PREPENDED = /^\s*(?:php_(?:admin_)?value\s+)?(auto_(?:prepend|append)_file)(?:\s*=\s*|\s+)"?([^"\s;]*)/i

/** What servers of the web load, and what PHP runs before every page. */
export const readWebServer: Reader = ({ text }) => {
  const hits: Hit[] = []
  for (const { line, text: content } of logicalLines(text)) {
    const module = LOADED.map((pattern) => pattern.exec(content)?.[1]).find((found) => found !== undefined)
    if (module !== undefined && (isOddPath(module) || /^\/(?:home|srv|var\/www)\//.test(module)))
      hits.push({ rule: 'BACK-090', line, evidence: content.trim(), names: module })
    const [, , file = ''] = PREPENDED.exec(content) ?? []
    if (file !== '' && file.toLowerCase() !== 'none')
      hits.push({
        rule: 'BACK-091',
        line,
        evidence: content.trim(),
        ...(isOddPath(file) || /^(?:https?|data|php):/.test(file) ? { severity: 'critical' as const } : {}),
      })
  }
  const piped = [...text.matchAll(/^\s*(?:CustomLog|ErrorLog|TransferLog)\s+"\|+\$?([^"]+)"/gm)].map(
    ([, command = '']) => commandsIn(command),
  )
  return joined([{ hits, cuts: [] }, ...piped])
}
