import { chainOf, finalStage, isFilesOnly, lastOf } from '../../dockerfile/model.ts'
import { firstWordOf } from '../../dockerfile/environment.ts'
import { expand } from '../../dockerfile/expand.ts'
import type { Dockerfile, Instruction, Stage, Word } from '../../dockerfile/model.ts'
import { ADMIN_PORTS, portRange } from '../ports.ts'
import { BEST_PRACTICES, REFERENCE, cisDocker, withKeyword } from './define.ts'
import type { RuleData } from '../../rule.ts'
import { baseUserOf } from './base-users.ts'
import type { DockerfileFault, DockerfileRule } from './define.ts'

/** DF-005 where the file does not say who the container runs as. */
const PERHAPS_ROOT: RuleData = {
  id: 'DF-005',
  title: { en: 'The container may run as root', zh: '容器可能以 root 运行' },
  severity: 'medium',
  confidence: 'low',
  why: {
    en: 'Nothing in the file says who it runs as, and most base images are root.',
    zh: '文件未指明运行用户，而多数基础镜像为 root。',
  },
  remedy: {
    en: 'End the last stage with a user of its own, whatever the base image says.',
    zh: '无论基础镜像如何，均在最后阶段设置非 root 用户。',
  },
  fix: 'USER 10001',
  references: [`${BEST_PRACTICES}#user`, cisDocker('4.1')],
}

/** How the container starts: its user, ports and folder. */
export const RUNTIME_RULES: readonly DockerfileRule[] = [
  {
    id: 'DF-001',
    title: { en: 'The SSH port is exposed', zh: '暴露 SSH 端口' },
    severity: 'medium',
    why: {
      en: 'A login server in a container is one more way in, and its keys and passwords ship with the image.',
      zh: '容器内的登录服务是额外的入口，其密钥与口令随镜像分发。',
    },
    remedy: {
      en: 'Take the server out; use `docker exec` or `kubectl exec`.',
      zh: '移除 SSH 服务，使用 docker exec 或 kubectl exec。',
    },
    fix: 'EXPOSE 8080',
    references: [`${REFERENCE}#expose`, cisDocker('5.7')],
    attack: ['T1021.004'],
    *check(file) {
      for (const { at, word, first, last } of exposed(file))
        if (first <= 22 && last >= 22) yield { at, evidence: `EXPOSE ${word.value}` }
    },
  },
  {
    id: 'DF-002',
    title: { en: 'An exposed port does not exist', zh: '暴露的端口号无效' },
    severity: 'high',
    why: {
      en: 'Ports are 1 to 65535; the build fails, or the port is never reached.',
      zh: '端口范围为 1 至 65535，构建会失败或端口无法访问。',
    },
    remedy: { en: 'Name the port that the program listens on.', zh: '填写程序实际监听的端口。' },
    fix: 'EXPOSE 8080/tcp',
    references: [`${REFERENCE}#expose`],
    *check(file) {
      for (const { at, word, first, last } of exposed(file))
        if (first < 1 || last > 65_535 || last < first) yield { at, evidence: `EXPOSE ${word.value}` }
    },
  },
  {
    id: 'DF-038',
    title: { en: 'A port of administration is exposed', zh: '暴露管理端口' },
    severity: 'medium',
    why: {
      en: 'Protocols of administration without encryption, or with the rights of the host, should not be offered by a container.',
      zh: '未加密或拥有主机权限的管理协议不应由容器对外提供。',
    },
    remedy: { en: 'Expose only the ports of the service itself.', zh: '只暴露业务端口。' },
    fix: 'EXPOSE 8080',
    references: [`${REFERENCE}#expose`, cisDocker('5.8')],
    attack: ['T1133'],
    *check(file) {
      for (const { at, word, first, last } of exposed(file)) {
        const found = [...ADMIN_PORTS].find(([port]) => first <= port && last >= port)
        if (found && last - first < 1024) yield { at, evidence: `EXPOSE ${word.value} (${found[1]})` }
      }
    },
  },
  {
    id: 'DF-005',
    title: { en: 'The container runs as root', zh: '容器以 root 运行' },
    severity: 'high',
    why: {
      en: 'Whoever breaks into the program is root in the container, and a small step from root on the host.',
      zh: '攻破程序即获得容器内 root 权限，距离主机 root 仅一步之遥。',
    },
    remedy: { en: 'End the last stage with a user of its own.', zh: '在最后阶段设置非 root 用户。' },
    fix: 'RUN useradd --system --no-log-init --uid 10001 app\nUSER 10001',
    references: [`${BEST_PRACTICES}#user`, cisDocker('4.1')],
    attack: ['T1611'],
    *check(file) {
      const last = finalStage(file)
      if (!last || isFilesOnly(last)) return
      const user = lastOf(last, 'USER')
      if (user) yield* userFault(file, last, user)
      else {
        const foundation = chainOf(last).at(-1)
        const base = foundation?.isKnown ? baseUserOf(foundation.image) : 'unknown'
        const fault = { at: last.from, evidence: `${last.from.text} (no USER)` }
        if (base !== 'other') yield base === 'root' ? fault : { ...fault, as: PERHAPS_ROOT }
      }
    },
  },
  {
    id: 'DF-048',
    title: { en: 'WORKDIR leads through /proc out of the container', zh: 'WORKDIR 通过 /proc 逃逸容器' },
    severity: 'critical',
    why: {
      en: 'With runc before 1.1.12 a folder such as /proc/self/fd/8 is one of the host (CVE-2024-21626); no program has a use for it.',
      zh: '在 runc 1.1.12 之前，/proc/self/fd/8 之类的目录指向主机（CVE-2024-21626）。',
    },
    remedy: { en: 'Name a folder of the image, and find out who wrote this.', zh: '使用镜像内目录，并查明来源。' },
    fix: 'WORKDIR /srv/app',
    references: ['https://nvd.nist.gov/vuln/detail/CVE-2024-21626', `${REFERENCE}#workdir`],
    attack: ['T1611'],
    *check(file) {
      for (const stage of file.stages) {
        for (const one of stage.instructions) {
          if (one.keyword !== 'WORKDIR') continue
          const folder = firstWordOf(file, stage, one)?.text ?? ''
          if (/^\/+proc\/+(?:self|thread-self|\d+)\/+(?:fd|cwd|root)(?:\/|$)/.test(folder))
            yield { at: one, evidence: one.text.includes(folder) ? one.text : `${one.text} (${folder})` }
        }
      }
    },
  },
  {
    id: 'DF-006',
    title: { en: 'WORKDIR is not absolute', zh: 'WORKDIR 不是绝对路径' },
    severity: 'high',
    why: {
      en: 'A relative folder depends on what the base image says, and moves when that does.',
      zh: '相对路径取决于基础镜像，基础镜像变化时目录也随之变化。',
    },
    remedy: { en: 'Name the whole path.', zh: '使用绝对路径。' },
    fix: 'WORKDIR /srv/app',
    references: [`${BEST_PRACTICES}#workdir`, 'https://docs.docker.com/reference/build-checks/workdir-relative-path/'],
    *check({ stages }) {
      for (const { instructions } of stages) {
        let isAnchored = false
        for (const one of instructions) {
          if (one.keyword !== 'WORKDIR') continue
          const isAbsolute = /^["']?(?:\/|\\|[A-Za-z]:|\$)/.test(one.rest)
          // A relative folder below an absolute one of the same stage is known.
          if (!isAbsolute && !isAnchored) yield { at: one }
          isAnchored ||= isAbsolute
        }
      }
    },
  },
]

/** Reports a user that is root, or one that is not known: `$UID` without a value in the file. */
function* userFault(file: Dockerfile, last: Stage, user: Instruction): Generator<DockerfileFault> {
  const word = firstWordOf(file, last, user)
  // BuildKit refuses such a word, so there is no image.
  if (!word) return
  const shown =
    word.text === user.words[0]?.value ? user.text : `${user.text} (${word.text === '' ? 'nothing' : word.text})`
  if (isRoot(word.text)) yield { at: user, evidence: shown }
  else if (word.text.split(':', 1)[0] === '')
    yield word.isKnown
      ? { at: user, evidence: shown }
      : { at: user, as: PERHAPS_ROOT, evidence: `${user.text} (no value in the file)` }
}

function isRoot(user: string): boolean {
  const [name = ''] = user.split(':')
  return /^(?:root|0+)$/.test(name) || /(?:^|\\)containeradministrator$/i.test(name)
}

function* exposed(file: Dockerfile): Generator<{ at: Instruction; word: Word; first: number; last: number }> {
  const variables = new Map<string, string>()
  for (const one of withKeyword(file, 'ARG', 'ENV', 'EXPOSE')) {
    if (one.keyword === 'EXPOSE') {
      for (const word of one.words) {
        const range = portRange(expand(word.value, variables).text)
        if (range) yield { at: one, word, ...range }
      }
      continue
    }
    for (const { value } of one.words) {
      const at = value.indexOf('=')
      if (at > 0) variables.set(value.slice(0, at), expand(value.slice(at + 1), variables).text)
    }
  }
}
