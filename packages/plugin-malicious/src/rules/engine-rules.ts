import type { Rule, Severity } from '@veinmind/sdk'
import { KINDS } from './rule.ts'

const rule = (
  id: string,
  title: { readonly en: string; readonly zh: string },
  severity: Severity,
  docs: string,
): Rule => ({
  id,
  title,
  severity,
  confidence: 'high',
  attack: ['T1204.003', 'T1525'],
  tags: ['malware'],
  references: [docs],
  remediation: KINDS.bot.remediation,
})

/** What the commands of a script come to, whichever texts it holds. */
export const COMMANDS_RULE: Rule = {
  id: 'MAL-113',
  title: {
    en: 'Script that does several things that intruders do',
    zh: '执行多种入侵者行为的脚本',
  },
  severity: 'high',
  confidence: 'medium',
  attack: ['T1059.004', 'T1105', 'T1562.001'],
  tags: ['malware'],
  references: ['https://attack.mitre.org/techniques/T1059/004/', 'https://attack.mitre.org/techniques/T1562/001/'],
  remediation: KINDS.dropper.remediation,
}

/** What engines say whose signatures are not of this package. */
export const ENGINE_RULES: readonly Rule[] = [
  rule(
    'MAL-301',
    { en: 'File that ClamAV takes for malware', zh: 'ClamAV 判定为恶意的文件' },
    'critical',
    'https://docs.clamav.net/',
  ),
  rule(
    'MAL-302',
    { en: 'File whose digest is in a list of malware', zh: '摘要位于恶意文件列表中的文件' },
    'critical',
    'https://docs.clamav.net/manual/Signatures/HashSignatures.html',
  ),
  rule(
    'MAL-303',
    { en: 'File that a YARA rule of the user matches', zh: '命中用户 YARA 规则的文件' },
    'high',
    'https://virustotal.github.io/yara-x/',
  ),
  rule(
    'MAL-304',
    { en: 'File that several engines of VirusTotal take for malware', zh: 'VirusTotal 多个引擎判定为恶意的文件' },
    'critical',
    'https://docs.virustotal.com/reference/file-info',
  ),
]
