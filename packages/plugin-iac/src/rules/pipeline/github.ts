import { expressionsIn, isSecret, isUntrusted } from '../../pipeline/expressions.ts'
import { createFirstUse } from '../../pipeline/first-use.ts'
import type { Step, Workflow } from '../../pipeline/read-workflow.ts'
import { asList, asMembers, asText, asWord, at } from '../../values.ts'
import type { Path } from '../../yaml/places.ts'
import { openSecrets } from '../open-secrets.ts'
import { settingsOf } from '../../compose/service.ts'
import { tokensOf } from '../tokens-of.ts'
import type { WorkflowRule } from './define.ts'

const SECURE_USE = 'https://docs.github.com/en/actions/reference/security/secure-use'
const PERMISSIONS = 'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions'
const cicd = (number: number): string => `OWASP CICD-SEC-${number}`

/** Events that give a workflow the rights and secrets of the repository though a stranger brings what it works on. */
const WITH_RIGHTS = [
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
]

/** Rules on workflows and actions of GitHub. */
export const WORKFLOW_RULES: readonly WorkflowRule[] = [
  {
    id: 'GA-001',
    title: { en: 'Text of a stranger is put into a script', zh: '外部可控文本拼入脚本' },
    severity: 'high',
    why: {
      en: 'The expression is replaced before the shell reads the script: a title or a branch name such as `$(curl …|sh)` runs, with the token and the secrets of the job.',
      zh: '表达式在 shell 读取脚本前替换：形如 `$(curl …|sh)` 的标题或分支名会以该任务的令牌和机密执行。',
    },
    remedy: {
      en: 'Hand it over as a variable of the environment, and quote that in the script.',
      zh: '通过环境变量传入，并在脚本中加引号引用。',
    },
    fix: 'env:\n  TITLE: ${{ github.event.issue.title }}\nrun: echo "$TITLE"',
    references: [`${SECURE_USE}#good-practices-for-mitigating-script-injection-attacks`, cicd(4)],
    attack: ['T1059', 'T1195.002'],
    *check({ steps }) {
      for (const step of steps) {
        for (const { path, text } of scriptsOf(step)) {
          const found = expressionsIn(text).find(isUntrusted)
          if (found !== undefined) yield { path, evidence: `\${{ ${found} }}` }
        }
      }
    },
  },
  {
    id: 'GA-002',
    title: { en: "A stranger's code is checked out with the rights of the repository", zh: '以仓库权限检出外部代码' },
    severity: 'critical',
    why: {
      en: 'The event has the secrets and a token that may write, and what is checked out is what the pull request brings: its build scripts run with both.',
      zh: '该事件拥有机密与可写令牌，而检出的是拉取请求带来的代码：其构建脚本会以这些权限执行。',
    },
    remedy: {
      en: 'Build pull requests on `pull_request`, which has neither; keep `pull_request_target` for what reads no file of them.',
      zh: '用没有这些权限的 pull_request 构建；pull_request_target 仅用于不读取其文件的操作。',
    },
    fix: 'on: pull_request',
    references: ['https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/', cicd(4)],
    attack: ['T1195.002', 'T1552'],
    *check({ steps, triggers }) {
      if (!WITH_RIGHTS.some((event) => triggers.has(event))) return
      for (const { path, value } of steps) {
        if (!isCheckout(value['uses'])) continue
        for (const name of ['ref', 'repository']) {
          const text = asText(at(value, 'with', name)) ?? ''
          if (expressionsIn(text).some(isHeadOfPull)) yield { path: [...path, 'with', name] }
        }
      }
    },
  },
  {
    id: 'GA-003',
    title: { en: 'An action of others is not pinned to a commit', zh: '第三方 action 未固定到提交' },
    severity: 'medium',
    why: {
      en: 'A tag or a branch can be moved by whoever takes over the repository of the action; what it then does has the secrets of the job.',
      zh: '接管该 action 仓库者可移动标签或分支，其新代码将获得该任务的机密。',
    },
    remedy: {
      en: 'Name the whole hash of a commit, with the version as a comment, which tools keep up to date.',
      zh: '使用完整的提交哈希，并以注释标明版本（可由工具自动更新）。',
    },
    fix: 'uses: owner/action@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2',
    references: [`${SECURE_USE}#using-third-party-actions`, cicd(3)],
    attack: ['T1195.001'],
    *check(workflow) {
      for (const { path, name } of usesOf(workflow)) if (isMoving(name) && !isOfGithub(name)) yield { path }
    },
  },
  {
    id: 'GA-004',
    title: { en: 'An action of GitHub is not pinned to a commit', zh: 'GitHub 官方 action 未固定到提交' },
    severity: 'low',
    why: { en: 'What the tag leads to may be another tomorrow.', zh: '标签的指向可能改变。' },
    remedy: {
      en: 'Name the whole hash of a commit, with the version as a comment.',
      zh: '使用完整的提交哈希，并以注释标明版本。',
    },
    fix: 'uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2',
    references: [`${SECURE_USE}#using-third-party-actions`, cicd(3)],
    attack: ['T1195.001'],
    *check(workflow) {
      for (const { path, name } of usesOf(workflow)) if (isMoving(name) && isOfGithub(name)) yield { path }
    },
  },
  {
    id: 'GA-005',
    title: { en: 'The token may write everything', zh: '令牌拥有全部写权限' },
    severity: 'medium',
    why: {
      en: 'Every step, and every action that it uses, may push, release and change the settings that the token reaches.',
      zh: '每个步骤及其使用的 action 均可推送、发布并修改令牌可及的设置。',
    },
    remedy: { en: 'Give nothing to all, and to each job what it needs.', zh: '默认不授予权限，按任务授予所需权限。' },
    fix: 'permissions:\n  contents: read',
    references: [PERMISSIONS, cicd(5)],
    attack: ['T1098'],
    *check({ value, jobs }) {
      if (value['permissions'] === 'write-all') yield { path: ['permissions'] }
      for (const job of jobs) if (job.value['permissions'] === 'write-all') yield { path: [...job.path, 'permissions'] }
    },
  },
  {
    id: 'GA-006',
    title: { en: 'What the token may do is not said', zh: '未声明令牌权限' },
    severity: 'low',
    confidence: 'medium',
    why: {
      en: 'It is then what the repository has as its default, which may be to write everything.',
      zh: '此时采用仓库默认设置，可能为全部可写。',
    },
    remedy: { en: 'Give nothing to all, and to each job what it needs.', zh: '默认不授予权限，按任务授予所需权限。' },
    fix: 'permissions:\n  contents: read',
    references: [PERMISSIONS, cicd(5)],
    *check({ value, jobs }) {
      if (value['permissions'] !== undefined || value['on'] === undefined) return
      const open = jobs.find((job) => job.value['permissions'] === undefined)
      if (open) yield { path: open.path, evidence: String(open.path.at(-1)) }
    },
  },
  {
    id: 'GA-007',
    title: { en: 'A secret is put into a script', zh: '机密拼入脚本' },
    severity: 'low',
    why: {
      en: 'It becomes a part of the text of a command, which other processes see, and characters of it are read by the shell.',
      zh: '机密成为命令文本的一部分，可被其他进程看到，其中的字符也会被 shell 解释。',
    },
    remedy: { en: 'Hand it over as a variable of the environment.', zh: '通过环境变量传入。' },
    fix: 'env:\n  TOKEN: ${{ secrets.TOKEN }}\nrun: login --password-stdin <<< "$TOKEN"',
    references: [`${SECURE_USE}#use-secrets-for-sensitive-information`, cicd(6)],
    attack: ['T1552'],
    *check({ steps }) {
      for (const { path, value } of steps) {
        const found = expressionsIn(asText(value['run']) ?? '').find(isSecret)
        if (found !== undefined) yield { path: [...path, 'run'], evidence: `\${{ ${found} }}` }
      }
    },
  },
  {
    id: 'GA-008',
    title: { en: 'Every secret is handed to a workflow of others', zh: '将全部机密交给他人的工作流' },
    severity: 'medium',
    why: { en: 'It has them all, whatever it needs.', zh: '无论是否需要，该工作流均获得全部机密。' },
    remedy: { en: 'Name those that it needs.', zh: '仅传入所需的机密。' },
    fix: 'secrets:\n  token: ${{ secrets.DEPLOY_TOKEN }}',
    references: [
      'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idsecretsinherit',
      cicd(6),
    ],
    attack: ['T1552'],
    *check({ jobs }) {
      for (const { path, value } of jobs)
        if (value['secrets'] === 'inherit' && !(asText(value['uses']) ?? './').startsWith('./'))
          yield { path: [...path, 'secrets'] }
    },
  },
  {
    id: 'GA-009',
    title: { en: 'Commands in the log are obeyed', zh: '启用不安全的工作流命令' },
    severity: 'high',
    why: {
      en: 'Whatever prints a line of the form ::set-env or ::add-path changes what later steps run.',
      zh: '任何输出 ::set-env 或 ::add-path 的内容都可改变后续步骤。',
    },
    remedy: {
      en: 'Leave it out; write to $GITHUB_ENV and $GITHUB_PATH.',
      zh: '去掉该设置，改写 $GITHUB_ENV 与 $GITHUB_PATH。',
    },
    fix: 'run: echo "NAME=value" >> "$GITHUB_ENV"',
    references: ['https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/'],
    attack: ['T1574'],
    *check(workflow) {
      for (const { path, value } of placesOfEnv(workflow)) {
        const switched = asMembers(value)['ACTIONS_ALLOW_UNSECURE_COMMANDS']
        if (switched === true || asWord(switched).toLowerCase() === 'true')
          yield { path: [...path, 'ACTIONS_ALLOW_UNSECURE_COMMANDS'] }
      }
    },
  },
  {
    id: 'GA-010',
    title: { en: 'Pull requests run on a machine of your own', zh: '拉取请求在自托管运行器上执行' },
    severity: 'medium',
    confidence: 'low',
    why: {
      en: 'In a public repository anybody may open one: its code runs on the machine, and what it leaves there meets the next job.',
      zh: '公开仓库中任何人都可发起拉取请求：其代码在该机器上运行，残留内容会影响后续任务。',
    },
    remedy: {
      en: 'Use runners that are made anew for each job, or those of GitHub.',
      zh: '使用每次任务重建的运行器，或 GitHub 托管的运行器。',
    },
    fix: 'runs-on: ubuntu-24.04',
    references: [`${SECURE_USE}#hardening-for-self-hosted-runners`, cicd(7)],
    attack: ['T1195.002'],
    *check({ jobs, triggers }) {
      if (!triggers.has('pull_request') && !triggers.has('pull_request_target')) return
      for (const { path, value } of jobs) {
        const labels = [
          asText(value['runs-on']),
          ...asList(value['runs-on']),
          ...asList(at(value, 'runs-on', 'labels')),
        ]
        if (labels.includes('self-hosted')) yield { path: [...path, 'runs-on'] }
      }
    },
  },
  {
    id: 'GA-011',
    title: { en: 'A job is not confined', zh: '任务容器未受限制' },
    severity: 'medium',
    why: {
      en: 'The container of the job has the engine or every device of the runner, and with it what other jobs leave there.',
      zh: '任务容器可控制运行器的容器引擎或全部设备，进而接触其他任务的内容。',
    },
    remedy: {
      en: 'Leave it out; build images with a builder that needs no rights.',
      zh: '去掉该设置，改用无需特权的构建工具。',
    },
    fix: 'container:\n  image: node:24.21.0',
    references: [
      'https://docs.github.com/en/actions/how-tos/write-workflows/choose-where-workflows-run/run-jobs-in-a-container',
      cicd(7),
    ],
    attack: ['T1611'],
    *check({ jobs }) {
      const isFirst = createFirstUse()
      for (const { path, value } of jobs) {
        const containers: readonly (readonly [Path, unknown])[] = [
          [[...path, 'container'], value['container']],
          ...Object.entries(isFirst(value['services']) ? asMembers(value['services']) : {}).map(
            ([name, service]) => [[...path, 'services', name], service] as const,
          ),
        ]
        for (const [where, container] of containers) {
          if (!isFirst(container)) continue
          if (/(?:^|\s)--privileged(?:\s|=true|$)/.test(asText(at(container, 'options')) ?? ''))
            yield { path: [...where, 'options'] }
          for (const [index, volume] of asList(at(container, 'volumes')).entries())
            if (/(?:docker|containerd|podman|crio)\.sock/.test(asText(volume) ?? ''))
              yield { path: [...where, 'volumes', index] }
        }
      }
    },
  },
  {
    id: 'GA-012',
    title: { en: 'A token or private key in a workflow', zh: '工作流中的令牌或私钥' },
    severity: 'critical',
    why: { en: 'Whoever reads the repository has it.', zh: '可读取仓库者均可获得。' },
    remedy: { en: 'Renew it, and keep it as a secret of the repository.', zh: '更换密钥，并保存为仓库机密。' },
    fix: 'env:\n  TOKEN: ${{ secrets.TOKEN }}',
    references: [`${SECURE_USE}#use-secrets-for-sensitive-information`, cicd(6)],
    attack: ['T1552.001', 'T1552.004'],
    check: ({ value }) => tokensOf(value),
  },
  {
    id: 'GA-013',
    title: { en: 'A password in the environment of a workflow', zh: '工作流环境变量中的明文口令' },
    severity: 'medium',
    confidence: 'medium',
    why: { en: 'Whoever reads the repository has it.', zh: '可读取仓库者均可获得。' },
    remedy: { en: 'Renew it, and keep it as a secret of the repository.', zh: '更换口令，并保存为仓库机密。' },
    fix: 'env:\n  DB_PASSWORD: ${{ secrets.DB_PASSWORD }}',
    references: [`${SECURE_USE}#use-secrets-for-sensitive-information`, cicd(6)],
    attack: ['T1552.001'],
    *check(workflow) {
      for (const { path, value } of placesOfEnv(workflow)) yield* openSecrets(settingsOf(value, path))
    },
  },
  {
    id: 'GA-014',
    title: { en: 'The checkout is uploaded with the token that it keeps', zh: '上传的工作目录包含检出时保存的令牌' },
    severity: 'medium',
    why: {
      en: 'The checkout keeps its token in .git/config, and the whole folder becomes an artifact that others may download.',
      zh: '检出操作将令牌保存在 .git/config 中，而整个目录被上传为可供他人下载的制品。',
    },
    remedy: { en: 'Let it not keep the token, and upload only what is needed.', zh: '不保存令牌，并仅上传所需内容。' },
    fix: 'with:\n  persist-credentials: false',
    references: ['https://github.com/actions/checkout#usage', cicd(6)],
    attack: ['T1552.001'],
    *check({ steps }) {
      for (const { path, value, job } of steps) {
        if (!/^actions\/upload-artifact@/i.test(asText(value['uses']) ?? '')) continue
        if (!wholeFolder(asText(at(value, 'with', 'path')) ?? '')) continue
        const kept = steps.some(
          (other) =>
            other.job === job &&
            isCheckout(other.value['uses']) &&
            !['false', false].includes(at(other.value, 'with', 'persist-credentials') as string | boolean),
        )
        if (kept) yield { path: [...path, 'with', 'path'] }
      }
    },
  },
]

/** The scripts of a step: `run`, and the JavaScript of actions/github-script. */
function scriptsOf({ path, value }: Step): readonly { readonly path: Path; readonly text: string }[] {
  const run = asText(value['run'])
  const script = /^actions\/github-script@/i.test(asText(value['uses']) ?? '')
    ? asText(at(value, 'with', 'script'))
    : undefined
  return [
    ...(run === undefined ? [] : [{ path: [...path, 'run'], text: run }]),
    ...(script === undefined ? [] : [{ path: [...path, 'with', 'script'], text: script }]),
  ]
}

/** What jobs and steps use of other repositories. */
function usesOf({ jobs, steps }: Workflow): readonly { readonly path: Path; readonly name: string }[] {
  return [...jobs, ...steps].flatMap(({ path, value }) => {
    const name = asText(value['uses'])
    return name === undefined || name.startsWith('./') ? [] : [{ path: [...path, 'uses'], name }]
  })
}

/** Whether what is used may be another tomorrow: no whole hash of a commit, no digest of an image. */
function isMoving(name: string): boolean {
  if (name.startsWith('docker://')) return !/@sha256:[0-9a-f]{64}$/.test(name)
  return !/@(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(name) && !name.includes('${{')
}

const isOfGithub = (name: string): boolean => /^(?:actions|github)\//i.test(name)

const isCheckout = (uses: unknown): boolean => /^actions\/checkout@/i.test(asText(uses) ?? '')

/** `github.event.pull_request.head.sha`, `github.head_ref`, `refs/pull/…` and the like. */
const isHeadOfPull = (expression: string): boolean =>
  /\bgithub\.(?:head_ref\b|event\.(?:pull_request\.(?:head\b|number\b|merge_commit_sha\b)|workflow_run\.(?:head_|pull_requests\b)|issue\.number\b))/i.test(
    expression,
  )

/** The places where a workflow, its jobs and its steps set variables. */
function placesOfEnv({ value, jobs, steps }: Workflow): readonly { readonly path: Path; readonly value: unknown }[] {
  const isFirst = createFirstUse()
  const all = [
    { path: ['env'], value: value['env'] },
    ...[...jobs, ...steps].map((one) => ({ path: [...one.path, 'env'], value: one.value['env'] })),
  ]
  return all.filter((one) => isFirst(one.value))
}

const wholeFolder = (path: string): boolean =>
  path
    .split('\n')
    .some((line) => /^(?:\.|\.\/|\*\*?|\.\/\*\*?|\$\{\{\s*github\.workspace\s*\}\}\/?)$/.test(line.trim()))
