import { settingsOf } from '../../compose/service.ts'
import { createFirstUse } from '../../pipeline/first-use.ts'
import type { GitlabPipeline } from '../../pipeline/read-gitlab.ts'
import { asList, asMembers, asText, asWord } from '../../values.ts'
import type { Path } from '../../yaml/places.ts'
import { hasMovingTag } from '../image-reference.ts'
import { openSecrets } from '../open-secrets.ts'
import { tokensOf } from '../tokens-of.ts'
import type { GitlabRule } from './define.ts'

const YAML = 'https://docs.gitlab.com/ci/yaml/'
const SECURITY = 'https://docs.gitlab.com/ci/pipeline_security/'
const cicd = (number: number): string => `OWASP CICD-SEC-${number}`

/** Variables that hold what anybody may write who opens a merge request or pushes a branch. */
const UNTRUSTED =
  /\$\{?(?:CI_COMMIT_(?:MESSAGE|TITLE|DESCRIPTION|AUTHOR|REF_NAME|BRANCH|TAG(?:_MESSAGE)?)|CI_MERGE_REQUEST_(?:TITLE|DESCRIPTION|SOURCE_BRANCH_NAME|LABELS)|CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME)\b/

/** Rules on pipelines of GitLab. */
export const GITLAB_RULES: readonly GitlabRule[] = [
  {
    id: 'GL-001',
    title: { en: 'Text of a stranger is run as a script', zh: '外部可控文本作为脚本执行' },
    severity: 'high',
    why: {
      en: 'A second shell reads the variable as commands: a message or a branch name such as `$(curl …|sh)` runs, with the variables of the job.',
      zh: '第二个 shell 会将变量当作命令：形如 `$(curl …|sh)` 的提交信息或分支名会以该任务的变量执行。',
    },
    remedy: {
      en: 'Hand it over as an argument or a variable, in quotes, and let no shell read it again.',
      zh: '作为参数或变量加引号传入，不要再次交给 shell 解释。',
    },
    fix: 'script:\n  - ./announce "$CI_COMMIT_MESSAGE"',
    references: [SECURITY, cicd(4)],
    attack: ['T1059', 'T1195.002'],
    *check({ commands }) {
      for (const { path, text } of commands)
        for (const [found] of text.matchAll(
          /(?:\beval\b|\b(?:ba|da|z|k)?sh\s+-\w*c\b|\bpython3?\s+-c\b|\bssh\s[^\n;|&]{0,200}\s")[^\n;|&]{0,400}/g,
        ))
          if (UNTRUSTED.test(found)) {
            yield { path, evidence: found }
            break
          }
    },
  },
  {
    id: 'GL-002',
    title: {
      en: 'A job has an engine of its own, which takes a privileged runner',
      zh: '任务使用需要特权运行器的 Docker-in-Docker',
    },
    severity: 'medium',
    why: {
      en: 'Whoever may run a job on a privileged runner is root on its machine, and meets the jobs of others there.',
      zh: '能在特权运行器上运行任务者即拥有该机器的 root 权限，并可接触他人的任务。',
    },
    remedy: {
      en: 'Build images with a builder that needs no rights (BuildKit rootless, Buildah).',
      zh: '改用无需特权的构建工具（BuildKit rootless、Buildah）。',
    },
    fix: 'image: moby/buildkit:v0.26.2-rootless',
    references: ['https://docs.gitlab.com/ci/docker/using_docker_build/', cicd(7)],
    attack: ['T1611'],
    *check({ images }) {
      for (const { path, name, isService } of images)
        if (
          isService &&
          /(?:^|\/)docker:(?:[\w.-]+-)?dind(?:-rootless)?(?:@|$)|(?:^|\/)docker:dind/.test(name) &&
          !/rootless/.test(name)
        )
          yield { path }
    },
  },
  {
    id: 'GL-003',
    title: { en: 'The engine of a job is reached without TLS', zh: 'Docker-in-Docker 未启用 TLS' },
    severity: 'medium',
    why: {
      en: 'Whatever shares the network of the job is root in its engine.',
      zh: '与任务同一网络者均可控制该引擎。',
    },
    remedy: { en: 'Leave the folder of certificates as it is by default.', zh: '保留默认的证书目录。' },
    fix: 'variables:\n  DOCKER_TLS_CERTDIR: "/certs"',
    references: [
      'https://docs.gitlab.com/ci/docker/using_docker_build/#docker-in-docker-with-tls-enabled-in-the-docker-executor',
    ],
    attack: ['T1040'],
    *check(pipeline) {
      if (!pipeline.images.some(({ name, isService }) => isService && /(?:^|\/)docker:/.test(name))) return
      for (const { name, value, path } of variablesOf(pipeline))
        if (name === 'DOCKER_TLS_CERTDIR' && value.trim() === '') yield { path }
    },
  },
  {
    id: 'GL-004',
    title: { en: 'An image of a job has no fixed version', zh: '任务镜像未固定版本' },
    severity: 'low',
    why: { en: 'What the job runs in changes, and nobody decided it.', zh: '任务的运行环境会随时变化。' },
    remedy: { en: 'Name a version, or a digest.', zh: '指定版本或摘要。' },
    fix: 'image: node:24.21.0',
    references: [`${YAML}#image`, cicd(3)],
    attack: ['T1195.002'],
    *check({ images }) {
      for (const { path, name } of images) if (!name.includes('$') && hasMovingTag(name)) yield { path, evidence: name }
    },
  },
  {
    id: 'GL-005',
    title: { en: 'What is included may change without anybody deciding it', zh: '引用的配置未固定版本' },
    severity: 'medium',
    why: {
      en: 'Whoever can change the file or the branch writes jobs that have the variables of this project.',
      zh: '能修改该文件或分支者即可编写拥有本项目变量的任务。',
    },
    remedy: {
      en: 'Say the integrity of a remote file, a whole hash of a commit for a project, a full version of a component.',
      zh: '远程文件写明 integrity，项目引用写明完整提交哈希，组件写明完整版本。',
    },
    fix: 'include:\n  - project: group/templates\n    ref: 787123b47f14b552955ca2786bc9542ae66fee5b\n    file: /build.yml',
    references: [`${YAML}#include`, cicd(3)],
    attack: ['T1195.002'],
    *check({ value }) {
      for (const { path, value: one } of includesOf(value['include'])) {
        const text = asText(one)
        const { remote, integrity, project, ref, component } = asMembers(one)
        const address = text !== undefined && /^https?:/.test(text) ? text : asText(remote)
        if (address !== undefined && integrity === undefined) yield { path, evidence: address }
        if (project !== undefined && !/^[0-9a-f]{40}$|^v?\d+\.\d+/i.test(asWord(ref)))
          yield { path, evidence: `${asWord(project)}@${asWord(ref) || 'HEAD'}` }
        const named = asText(component)
        if (
          named !== undefined &&
          !/@(?:[0-9a-f]{40}|v?\d+\.\d+\.\d+[\w.+-]*)$/i.test(named) &&
          !named.includes('$CI_COMMIT_SHA')
        )
          yield { path, evidence: named }
      }
    },
  },
  {
    id: 'GL-006',
    title: { en: 'A token or private key in a pipeline', zh: '流水线中的令牌或私钥' },
    severity: 'critical',
    why: { en: 'Whoever reads the repository has it.', zh: '可读取仓库者均可获得。' },
    remedy: {
      en: 'Renew it, and keep it as a masked, protected variable of the project.',
      zh: '更换密钥，并保存为受保护且遮蔽的项目变量。',
    },
    fix: 'script:\n  - deploy --token-file "$DEPLOY_TOKEN_FILE"',
    references: [SECURITY, cicd(6)],
    attack: ['T1552.001', 'T1552.004'],
    check: ({ value }) => tokensOf(value),
  },
  {
    id: 'GL-007',
    title: { en: 'A password in the variables of a pipeline', zh: '流水线变量中的明文口令' },
    severity: 'medium',
    confidence: 'medium',
    why: { en: 'Whoever reads the repository has it.', zh: '可读取仓库者均可获得。' },
    remedy: {
      en: 'Renew it, and keep it as a masked, protected variable of the project.',
      zh: '更换口令，并保存为受保护且遮蔽的项目变量。',
    },
    fix: 'variables:\n  DB_USER: app',
    references: ['https://docs.gitlab.com/ci/variables/', cicd(6)],
    attack: ['T1552.001'],
    check: (pipeline) => openSecrets(variablesOf(pipeline)),
  },
  {
    id: 'GL-008',
    title: { en: 'A secret is an argument of a command', zh: '机密作为命令行参数' },
    severity: 'low',
    why: {
      en: 'Other processes of the runner see the arguments of a command.',
      zh: '运行器上的其他进程可看到命令行参数。',
    },
    remedy: { en: 'Hand it over by standard input or a file.', zh: '通过标准输入或文件传入。' },
    fix: 'script:\n  - echo "$CI_REGISTRY_PASSWORD" | docker login -u "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY"',
    references: ['https://docs.docker.com/reference/cli/docker/login/#password-stdin', cicd(6)],
    attack: ['T1552'],
    *check({ commands }) {
      for (const { path, text } of commands) {
        const [found] =
          /\b(?:docker|podman|buildah|skopeo|crane|helm|oras|nerdctl)\s+(?:registry\s+|auth\s+)?login\b[^\n|;&]{0,300}?\s(?:-p|--password)(?:\s+|=)["']?\$[\w{]+/.exec(
            text,
          ) ?? []
        if (found !== undefined) yield { path, evidence: found }
      }
    },
  },
  {
    id: 'GL-009',
    title: { en: 'Certificates are not checked when sources are fetched', zh: '获取源码时不校验证书' },
    severity: 'medium',
    why: { en: 'Whoever stands on the way puts code into the job.', zh: '网络中间人可向任务注入代码。' },
    remedy: { en: 'Let the runner trust the authority of the server.', zh: '让运行器信任服务器的证书颁发机构。' },
    fix: 'variables:\n  GIT_DEPTH: "1"',
    references: ['https://docs.gitlab.com/runner/configuration/tls-self-signed/'],
    attack: ['T1557'],
    *check(pipeline) {
      for (const { name, value, path } of variablesOf(pipeline))
        if (name === 'GIT_SSL_NO_VERIFY' && /^(?:1|true|yes)$/i.test(value)) yield { path }
    },
  },
]

/** The variables of the pipeline and of its jobs; one may be an object with its value. */
function variablesOf({
  jobs,
}: GitlabPipeline): readonly { readonly name: string; readonly value: string; readonly path: Path }[] {
  const isFirst = createFirstUse()
  return jobs.flatMap((job) => {
    if (!isFirst(job.value['variables'])) return []
    const path = [...job.path, 'variables']
    const plain = settingsOf(job.value['variables'], path)
    const described = Object.entries(asMembers(job.value['variables'])).flatMap(([name, one]) => {
      const value = asText(asMembers(one)['value'])
      return value === undefined ? [] : [{ name, value, path: [...path, name, 'value'] }]
    })
    return [...plain, ...described]
  })
}

function includesOf(value: unknown): readonly { readonly path: Path; readonly value: unknown }[] {
  if (Array.isArray(value)) return asList(value).map((one, index) => ({ path: ['include', index], value: one }))
  return value === undefined ? [] : [{ path: ['include'], value }]
}
