import { variablesIn } from '../../dockerfile/expand.ts'
import { chainOf, finalStage, isFilesOnly } from '../../dockerfile/model.ts'
import type { Dockerfile, Instruction } from '../../dockerfile/model.ts'
import { BEST_PRACTICES, REFERENCE, cisDocker, withKeyword } from './define.ts'
import type { DockerfileFault, DockerfileRule } from './define.ts'

/** Instructions that are missing, doubled, dead or without effect. */
export const STRUCTURE_RULES: readonly DockerfileRule[] = [
  {
    id: 'DF-007',
    title: { en: 'The image has no health check', zh: '镜像没有健康检查' },
    severity: 'low',
    why: {
      en: 'A program that hangs goes on being sent work, because nobody asks it. (Kubernetes has probes of its own.)',
      zh: '程序挂起后仍会收到请求（Kubernetes 使用自己的探针）。',
    },
    remedy: { en: 'Say how the program is asked whether it is well.', zh: '声明健康检查方式。' },
    fix: 'HEALTHCHECK CMD ["/app/healthcheck"]',
    references: [`${REFERENCE}#healthcheck`, cisDocker('4.6')],
    *check(file) {
      const last = finalStage(file)
      if (!last || isFilesOnly(last)) return
      const all = chainOf(last).flatMap(({ instructions }) =>
        instructions.filter(({ keyword, onBuild }) => keyword === 'HEALTHCHECK' && !onBuild),
      )
      const off = all.length > 0 && all[0]?.rest.toUpperCase() === 'NONE' ? all[0] : undefined
      if (off) yield { at: off }
      else if (all.length === 0) yield { at: last.from, evidence: `${last.from.text} (no HEALTHCHECK)` }
    },
  },
  {
    id: 'DF-008',
    title: { en: 'A stage has several health checks', zh: '同一阶段存在多个健康检查' },
    severity: 'medium',
    why: { en: 'Only the last one is used.', zh: '只有最后一个生效。' },
    remedy: { en: 'Keep one.', zh: '只保留一个。' },
    fix: 'HEALTHCHECK CMD ["/app/healthcheck"]',
    references: [
      `${REFERENCE}#healthcheck`,
      'https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/',
    ],
    check: (file) => repeated(file, 'HEALTHCHECK'),
  },
  {
    id: 'DF-016',
    title: { en: 'A stage has several CMD', zh: '同一阶段存在多个 CMD' },
    severity: 'medium',
    why: {
      en: 'Only the last one is used; what the others were to start does not run.',
      zh: '只有最后一个生效，其余不会执行。',
    },
    remedy: { en: 'Keep one.', zh: '只保留一个。' },
    fix: 'CMD ["/app/server"]',
    references: [
      `${REFERENCE}#cmd`,
      'https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/',
    ],
    check: (file) => repeated(file, 'CMD'),
  },
  {
    id: 'DF-017',
    title: { en: 'A stage has several ENTRYPOINT', zh: '同一阶段存在多个 ENTRYPOINT' },
    severity: 'medium',
    why: {
      en: 'Only the last one is used; a wrapper that drops rights may be skipped that way.',
      zh: '只有最后一个生效，例如降权包装脚本可能被跳过。',
    },
    remedy: { en: 'Keep one.', zh: '只保留一个。' },
    fix: 'ENTRYPOINT ["/app/server"]',
    references: [
      `${REFERENCE}#entrypoint`,
      'https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/',
    ],
    check: (file) => repeated(file, 'ENTRYPOINT'),
  },
  {
    id: 'DF-021',
    title: { en: 'A global ARG is used in a stage that does not take it', zh: '阶段未重新声明即使用全局 ARG' },
    severity: 'medium',
    why: {
      en: 'An ARG before the first FROM is empty inside stages: the command runs with nothing in its place.',
      zh: '首个 FROM 之前的 ARG 在阶段内为空。',
    },
    remedy: { en: 'Declare it again in the stage.', zh: '在阶段内重新声明该 ARG。' },
    fix: 'ARG VERSION=1.4\nFROM debian:12\nARG VERSION\nRUN install-app $VERSION',
    references: [`${REFERENCE}#understand-how-arg-and-from-interact`],
    *check({ instructions, stages }) {
      const globals = new Set(instructions.filter(({ stage }) => stage === -1).flatMap(declared))
      for (const stage of stages) {
        const taken = new Set(
          chainOf(stage)
            .slice(1)
            .flatMap((one) => one.instructions.flatMap(declared)),
        )
        for (const one of stage.instructions) {
          if (one.keyword !== 'FROM') {
            // A shell's own variable of the name is no ARG.
            const used = variablesIn([one.rest, ...one.heredocs.map(({ body }) => body)].join('\n'))
            const missing = used.find(
              (name) => globals.has(name) && !taken.has(name) && !new RegExp(`\\b${name}=`).test(one.rest),
            )
            if (missing !== undefined) yield { at: one }
          }
          for (const name of declared(one)) taken.add(name)
        }
      }
    },
  },
  {
    id: 'DF-022',
    title: { en: 'MAINTAINER is deprecated', zh: 'MAINTAINER 已废弃' },
    severity: 'low',
    why: { en: 'It is deprecated since Docker 1.13 and may be dropped.', zh: '自 Docker 1.13 起废弃。' },
    remedy: { en: 'Use a label.', zh: '改用标签。' },
    fix: 'LABEL org.opencontainers.image.authors="team@example.com"',
    references: [
      'https://docs.docker.com/reference/build-checks/maintainer-deprecated/',
      `${REFERENCE}#maintainer-deprecated`,
      BEST_PRACTICES,
    ],
    *check(file) {
      for (const at of withKeyword(file, 'MAINTAINER')) yield { at }
    },
  },
]

/** Reports every further instruction of the keyword in a stage: it replaces the one before it. */
function* repeated({ stages }: Dockerfile, keyword: string): Generator<DockerfileFault> {
  for (const { instructions } of stages) {
    const all = instructions.filter((one) => one.keyword === keyword && !one.onBuild)
    for (const at of all.slice(1)) yield { at }
  }
}

/** Names that an ARG or ENV gives a value or declares. */
function declared({ keyword, words }: Instruction): readonly string[] {
  if (keyword !== 'ARG' && keyword !== 'ENV') return []
  const [first] = words
  if (keyword === 'ENV' && first && !first.value.includes('=')) return [first.value]
  return words.map(({ value }) => value.split('=', 1)[0] ?? '')
}
