import type { Rule, Severity } from '@veinmind/sdk'
import { KINDS, ruleId } from './rule.ts'

interface Heuristic {
  readonly number: number
  readonly name: string
  readonly title: { readonly en: string; readonly zh: string }
  readonly severity: Severity
  readonly confidence: 'low' | 'medium' | 'high'
  readonly attack: readonly string[]
  readonly references: readonly string[]
}

const reference = (id: string): string => `https://attack.mitre.org/techniques/${id.replace('.', '/')}/`

const heuristic = (
  number: number,
  name: string,
  title: Heuristic['title'],
  rest: { readonly severity: Severity; readonly confidence: Heuristic['confidence']; readonly attack: string },
): Heuristic => ({ ...rest, number, name, title, attack: [rest.attack], references: [reference(rest.attack)] })

export type HeuristicName =
  | 'packed'
  | 'sectionless'
  | 'shellcode'
  | 'temporary'
  | 'hidden'
  | 'masquerade'
  | 'disguise'
  | 'polyglot'
  | 'encoded'

/** Rules on structure, place and name. */
export const HEURISTICS: Readonly<Record<HeuristicName, Heuristic>> = {
  packed: heuristic(
    201,
    'Heuristic.Packed',
    { en: 'Packed program', zh: '加壳程序' },
    { severity: 'medium', confidence: 'medium', attack: 'T1027.002' },
  ),
  sectionless: heuristic(
    202,
    'Heuristic.NoSections',
    { en: 'Program without sections', zh: '没有节区的程序' },
    { severity: 'low', confidence: 'low', attack: 'T1027.002' },
  ),
  shellcode: heuristic(
    203,
    'Heuristic.Shellcode',
    { en: 'Program that is nothing but shellcode', zh: '仅含 shellcode 的程序' },
    { severity: 'high', confidence: 'medium', attack: 'T1059.004' },
  ),
  temporary: heuristic(
    204,
    'Heuristic.TemporaryPlace',
    { en: 'Program in a folder for temporary files', zh: '临时目录中的程序' },
    { severity: 'medium', confidence: 'medium', attack: 'T1074.001' },
  ),
  hidden: heuristic(
    205,
    'Heuristic.HiddenName',
    { en: 'Program with a hidden name', zh: '名称隐藏的程序' },
    { severity: 'medium', confidence: 'medium', attack: 'T1564.001' },
  ),
  masquerade: heuristic(
    206,
    'Heuristic.Masquerade',
    { en: 'Program with the name of another', zh: '冒充其他程序名称的程序' },
    { severity: 'medium', confidence: 'medium', attack: 'T1036.004' },
  ),
  disguise: heuristic(
    207,
    'Heuristic.Disguise',
    { en: 'Program with the name of a picture or a text', zh: '以图片或文本命名的程序' },
    { severity: 'medium', confidence: 'medium', attack: 'T1036.008' },
  ),
  polyglot: heuristic(
    208,
    'Heuristic.TwoFormats',
    { en: 'Program behind a picture or a document', zh: '附加在图片或文档之后的程序' },
    { severity: 'high', confidence: 'medium', attack: 'T1027.009' },
  ),
  encoded: heuristic(
    209,
    'Heuristic.EncodedTexts',
    { en: 'Program whose texts are encoded as those of bots are', zh: '文本经异或编码的程序（僵尸程序手法）' },
    { severity: 'high', confidence: 'medium', attack: 'T1027.013' },
  ),
}

/** Heuristics as reports have them. */
export const HEURISTIC_RULES: readonly Rule[] = Object.values(HEURISTICS).map(({ number, name: _name, ...rest }) => ({
  ...rest,
  id: ruleId(number),
  remediation: KINDS.tool.remediation,
}))
