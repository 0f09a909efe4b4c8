import type { Rule } from '@veinmind/sdk'

/** What is wrong with how a container is confined. The titles are those of plugin-iac, where a manifest asks for the same. */
export const PRIVILEGED: Rule = {
  id: 'ESC-001',
  title: { en: 'A privileged container', zh: '特权容器' },
  severity: 'critical',
  confidence: 'high',
  attack: ['T1610', 'T1611'],
  description: {
    en: 'It has every capability and every device of the host: whoever is root in it is root on the host.',
    zh: '特权容器拥有主机的全部能力与设备，容器内 root 等同于主机 root。',
  },
  references: ['https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities'],
  remediation: {
    en: 'Run it without privileged; add the one capability or device that is needed.',
    zh: '不要以特权模式运行，仅添加所需的能力或设备。',
  },
}

/** Every rule of the plugin. */
export const RULES: readonly Rule[] = [PRIVILEGED]
