import { lineBefore } from './lines.ts'

/** Whether what stands before `index` on its line makes the rest a comment, in any of the usual languages. */
export function isCommented(text: string, index: number): boolean {
  const line = lineBefore(text, index, 400)
  if (/^\s{0,200}(?:#(?!\{)|\/\/|;|\*|--\s|<!--|rem\s|%|"\s|!)/i.test(line) || /\s(?:#|\/\/)\s/.test(line)) return true
  return line.lastIndexOf('<!--') > line.lastIndexOf('-->')
}
