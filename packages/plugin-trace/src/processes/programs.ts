import { baseName } from '@veinmind/sdk'
import type { Process } from '@veinmind/sdk'
import data from './programs.json' with { type: 'json' }

const SHELLS = new Set(data.shells)
const INTERPRETERS = new Set(data.interpreters)
const LOGIN = new Set(data.logins)
const DEBUGGERS = new Set(data.debuggers)

/** The program that a process runs: by what the kernel says, or by its first argument where that may not be read. */
export function programOf({ exe, args, name }: Process): string {
  const path = exe?.replace(/ \(deleted\)$/, '') ?? args[0] ?? name
  return baseName(path)
    .replace(/^-/, '')
    .replace(/(?:[.-]?\d+(?:\.\d+)*|[.-](?:static|openbsd|traditional|basic|tiny))$/, '')
}

/** Whether it is a shell: by its program, or by the applet of busybox. */
export function isShell(process: Process): boolean {
  const program = programOf(process)
  if (SHELLS.has(program)) return true
  if (program !== 'busybox' && program !== 'toybox') return false
  const [first = '', second = ''] = process.args.map((word) => baseName(word).replace(/^-/, ''))
  return SHELLS.has(first === program ? second : first)
}

/** Whether it runs programs of a language. */
export function isInterpreter(process: Process): boolean {
  return INTERPRETERS.has(programOf(process))
}

/** Whether it is a server that logs users in: a shell behind one is what it is for. */
export function isLoginServer(process: Process): boolean {
  return LOGIN.has(programOf(process)) || LOGIN.has(process.name)
}

/** Whether a process that traces others is a debugger or a profiler. */
export function isDebugger(name: string, exe: string | undefined): boolean {
  const program = exe === undefined ? name : baseName(exe)
  return DEBUGGERS.has(program) || DEBUGGERS.has(program.replace(/[.-]?\d+(?:\.\d+)*$/, ''))
}

/** Whether a shell is given a script or a command, as programs start one; a person's has neither. */
export function hasScript({ args }: Process): boolean {
  return args.slice(1).some((word, index, all) => {
    if (/^-[a-z]*c$/.test(word)) return true
    const isValue = /^[-+]O$|^-o$|^--(?:rcfile|init-file)$/.test(all[index - 1] ?? '')
    return !/^[-+]/.test(word) && !isValue && !SHELLS.has(baseName(word))
  })
}
