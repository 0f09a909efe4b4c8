import { flagOf } from '../../dockerfile/model.ts'
import { BEST_PRACTICES, REFERENCE, cisDocker } from './define.ts'
import type { DockerfileRule } from './define.ts'
import { hasMovingTag } from '../image-reference.ts'

/** What images are built on, and stages. */
export const BASE_IMAGE_RULES: readonly DockerfileRule[] = [
  {
    id: 'DF-003',
    title: { en: 'The base image has no fixed version', zh: '基础镜像未固定版本' },
    severity: 'medium',
    why: {
      en: 'What `latest` means changes: the same file builds another image tomorrow, and nobody decided it.',
      zh: 'latest 标签的内容随时变化，同一文件的构建结果不可预期。',
    },
    remedy: {
      en: 'Name a version, and its digest where builds must repeat.',
      zh: '指定版本；需要可重复构建时同时指定摘要。',
    },
    fix: 'FROM debian:12.5-slim',
    references: [`${BEST_PRACTICES}#pin-base-image-versions`, cisDocker('4.2')],
    attack: ['T1195.002'],
    *check({ stages }) {
      for (const stage of stages)
        if (!stage.base && stage.isKnown && hasMovingTag(stage.image)) yield { at: stage.from }
    },
  },
  {
    id: 'DF-004',
    title: { en: 'FROM names one platform', zh: 'FROM 固定了平台' },
    severity: 'low',
    why: {
      en: 'The image is built for that platform whatever the build asks for.',
      zh: '无论构建目标平台为何，镜像始终为该平台构建。',
    },
    remedy: { en: 'Leave it out, or use the variables of BuildKit.', zh: '去掉该参数，或使用 BuildKit 平台变量。' },
    fix: 'FROM --platform=$BUILDPLATFORM golang:1.22 AS build',
    references: [
      `${REFERENCE}#from`,
      'https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/',
    ],
    *check({ stages }) {
      for (const { from } of stages) {
        const platform = flagOf(from, 'platform')
        if (platform !== undefined && !platform.includes('$')) yield { at: from }
      }
    },
  },
  {
    id: 'DF-018',
    title: { en: 'Two stages have the same name', zh: '构建阶段重名' },
    severity: 'medium',
    why: {
      en: 'COPY --from takes the last of them; the other is never meant, and seldom on purpose.',
      zh: 'COPY --from 只会取最后一个同名阶段。',
    },
    remedy: { en: 'Give each stage a name of its own.', zh: '为每个阶段使用不同名称。' },
    fix: 'FROM golang:1.22 AS build\nFROM node:22 AS assets',
    references: ['https://docs.docker.com/reference/build-checks/duplicate-stage-name/'],
    *check({ stages }) {
      const seen = new Set<string>()
      for (const { name, from } of stages) {
        if (name === undefined) continue
        if (seen.has(name)) yield { at: from }
        seen.add(name)
      }
    },
  },
  {
    id: 'DF-019',
    title: { en: 'A stage copies from itself', zh: '阶段从自身复制' },
    severity: 'medium',
    why: {
      en: 'The build fails, or takes an image of that name from a registry instead.',
      zh: '构建会失败，或从仓库拉取同名镜像。',
    },
    remedy: { en: 'Name the stage that holds the files.', zh: '引用真正包含文件的阶段。' },
    fix: 'COPY --from=build /out/app /app',
    references: [`${REFERENCE}#copy---from`],
    *check({ stages }) {
      for (const { name, index, instructions } of stages) {
        for (const one of instructions) {
          const from = one.keyword === 'COPY' ? flagOf(one, 'from')?.toLowerCase() : undefined
          if (from !== undefined && from !== '' && (from === name || from === String(index))) yield { at: one }
        }
      }
    },
  },
  {
    id: 'DF-046',
    title: { en: 'Files are copied from an image without a fixed version', zh: '从未固定版本的镜像复制文件' },
    severity: 'medium',
    why: {
      en: 'COPY --from takes whatever `latest` of another image holds on the day of the build.',
      zh: 'COPY --from 会取构建当天 latest 的内容。',
    },
    remedy: { en: 'Name a version or a digest.', zh: '指定版本或摘要。' },
    fix: 'COPY --from=busybox:1.36.1 /bin/busybox /bin/',
    references: [`${REFERENCE}#copy---from`, cisDocker('4.2')],
    attack: ['T1195.002'],
    *check({ stages }) {
      const names = new Set<string>()
      for (const { instructions, name } of stages) {
        if (name !== undefined) names.add(name)
        for (const one of instructions) {
          const from = one.keyword === 'COPY' ? (flagOf(one, 'from') ?? '') : ''
          if (from === '' || /^\d+$/.test(from) || from.includes('$') || names.has(from.toLowerCase())) continue
          if (hasMovingTag(from)) yield { at: one }
        }
      }
    },
  },
]
