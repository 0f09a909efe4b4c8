import type { Rule } from '@veinmind/sdk'

/** A file with a name, as text. */
export interface Sample {
  readonly path: string
  readonly text: string
}

/** A rule with a file that must break it and one that must not, which a test holds it to. */
export interface WebshellRule extends Rule {
  readonly matches: Sample
  readonly misses: Sample
}

const REMOVE = {
  en: 'Remove the file, look in the logs of the web server for who called it, and find out how it came into the image or container: whatever could be read or changed from there is no longer to be trusted.',
  zh: '删除该文件，在 Web 服务器日志中查明谁访问过它，并查清它如何进入镜像或容器：从那里可读取或修改的一切都不再可信。',
}

const SHELL = ['T1505.003']

/** What the plugin reports. */
export const RULES: readonly WebshellRule[] = [
  {
    id: 'WEBSHELL-001',
    title: { en: 'Runs code that a request brings', zh: '执行请求带来的代码' },
    severity: 'critical',
    confidence: 'high',
    attack: [...SHELL, 'T1059'],
    references: ['https://attack.mitre.org/techniques/T1505/003/', 'https://cwe.mitre.org/data/definitions/94.html'],
    remediation: REMOVE,
    matches: { path: '/var/www/a.php', text: "<?php @eval($_POST['a']);" },
    misses: { path: '/var/www/a.php', text: "<?php eval('return 1;'); echo $_POST['a'];" },
  },
]
