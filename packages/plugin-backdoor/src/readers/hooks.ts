import { commandsIn, joined, logicalLines } from './reading.ts'
import type { Reader, Reading } from './reading.ts'

/** Rules of udev: `RUN+="…"`, `PROGRAM=="…"`, `IMPORT{program}="…"`. */
export const readUdev: Reader = ({ text }) => {
  const readings: Reading[] = []
  for (const { line, text: content } of logicalLines(text)) {
    if (/^\s*#/.test(content)) continue
    for (const [, command = ''] of content.matchAll(
      /(?:RUN(?:\{program\})?|PROGRAM|IMPORT\{program\})\s*[+:]?={1,2}\s*"((?:\\.|[^"\\])*)"/g,
    ))
      readings.push(commandsIn(command.replaceAll(String.raw`\"`, '"'), { line, least: 'medium' }))
  }
  return joined(readings)
}

const APT_HOOK =
  /(?:(?:DPkg|APT)::(?:Pre-Invoke|Post-Invoke(?:-Success|-Stats)?|Pre-Install-Pkgs|Post-Install-Pkgs|Tools::[\w:-]+|Update::(?:Pre|Post)-Invoke(?:-Success|-Stats)?)|(?:Pre|Post)-(?:Invoke(?:-Success|-Stats)?|Install-Pkgs))\s*(?:::)?\s*\{?/gi

/** `apt.conf`: a command of each hook stands in quotes, alone or in braces. */
export const readAptConf: Reader = ({ text }) => {
  const readings: Reading[] = []
  const plain = text.replaceAll(/^\s*(?:\/\/|#(?!include|clear)).*$/gm, '')
  for (const match of plain.matchAll(APT_HOOK)) {
    const start = match.index + match[0].length
    const line = plain.slice(0, match.index).split('\n').length
    for (const command of quotedAt(plain, start)) readings.push(commandsIn(command, { line }))
  }
  for (const { line, text: content } of logicalLines(plain)) {
    const [, proxy] = /Proxy-Auto-Detect\s+"([^"]+)"/i.exec(content) ?? []
    if (proxy !== undefined) readings.push(commandsIn(proxy, { line }))
  }
  return joined(readings)
}

/** Texts in quotes with semicolons between, up to the brace that closes. */
function quotedAt(text: string, start: number): readonly string[] {
  const found: string[] = []
  let at = start
  while (found.length < 50) {
    const [between] = /^[\s;{]{0,64}/.exec(text.slice(at, at + 64)) ?? ['']
    at += between.length
    if (text[at] !== '"') break
    let end = at + 1
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
    found.push(text.slice(at + 1, end).replaceAll(String.raw`\"`, '"'))
    at = end + 1
  }
  return found
}

/** `dpkg.cfg`: `pre-invoke="…"`; also options of others that are a command behind a name. */
export const readDpkgCfg: Reader = ({ text }) =>
  namedCommands(text, /^\s*(?:pre-invoke|post-invoke|status-logger)[\s=]+(.*)$/)

/** Actions of dnf after a transaction: `package:state:command`. */
export const readDnfAction: Reader = ({ text }) =>
  namedCommands(text, /^\s*[^#\s:][^:]*:(?:in|out|any|update|install|remove):(.*)$/)

/** Hooks of pacman, services of D-Bus, autostart entries: `Exec = …`. */
export const readExecSetting: Reader = ({ text }) => namedCommands(text, /^\s*Exec\s*=\s*(.*)$/)

/** Aliases and forwards of mail: `name: |command`. */
export const readMailAliases: Reader = ({ text }) => namedCommands(text, /^\s*(?:[^#:\s]+\s*:\s*)?"?\|\s*(.*?)"?\s*$/)

/** Programs of rsyslog, snmpd and the like. */
export const readServiceHook: Reader = ({ text }) =>
  namedCommands(text, /(?:\bbinary="([^"]+)"|^\s*(?:extend(?:-sh)?|exec|pass|sh)\s+\S+\s+(\/.*)$)/)

/** `install name command` of modprobe. */
export const readModprobe: Reader = ({ text }) => namedCommands(text, /^\s*(?:install|remove)\s+\S+\s+(.*)$/)

/** Scripts between `postrotate` and `endscript`. */
export const readLogrotate: Reader = ({ text }) => {
  const readings: Reading[] = []
  let script: { readonly line: number; readonly lines: string[] } | undefined
  for (const { line, text: content } of logicalLines(text)) {
    if (/^\s*endscript\b/.test(content)) {
      if (script) readings.push(commandsIn(script.lines.join('\n'), { line: script.line, least: 'medium' }))
      script = undefined
    } else if (/^\s*(?:pre|post|first|last|preremove)(?:rotate|action)?\s*$/.test(content))
      script = { line: line + 1, lines: [] }
    else script?.lines.push(content)
  }
  return joined(readings)
}

function namedCommands(text: string, pattern: RegExp): Reading {
  const readings: Reading[] = []
  for (const { line, text: content } of logicalLines(text)) {
    const command = pattern
      .exec(content)
      ?.slice(1)
      .find((group) => group !== undefined)
    if (command !== undefined)
      readings.push(commandsIn(command.replace(/^(["'])(.*)\1$/s, '$2'), { line, least: 'medium' }))
  }
  return joined(readings)
}
