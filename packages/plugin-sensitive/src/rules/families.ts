import type { Title } from './title.ts'

/** What the secrets of a rule open. */
export type Family =
  | 'cloud'
  | 'git'
  | 'ci'
  | 'chat'
  | 'payment'
  | 'ai'
  | 'saas'
  | 'monitoring'
  | 'database'
  | 'key'
  | 'generic'
  | 'file'

interface FamilyTexts {
  readonly title: Title
  readonly description: Title
  readonly remediation: Title
  readonly attack: readonly string[]
}

const OUT_OF_IMAGE: Title = {
  en: 'Pass the value at run time (a secret store, a mounted secret, BuildKit --mount=type=secret while building), and rebuild: deleting the file in a later layer leaves it in the image.',
  zh: '改为在运行时传入（密钥管理服务、挂载的 Secret，或构建时使用 BuildKit 的 --mount=type=secret），然后重新构建镜像：仅在后续层中删除文件，内容仍会留在镜像里。',
}

function family(title: Title, opens: Title, first: Title, attack: readonly string[] = ['T1552.001']): FamilyTexts {
  return {
    title,
    description: opens,
    remediation: { en: `${first.en} ${OUT_OF_IMAGE.en}`, zh: `${first.zh}${OUT_OF_IMAGE.zh}` },
    attack,
  }
}

/** What the rules of a family have in common: what the secret opens and what to do about it. */
export const FAMILIES: Readonly<Record<Family, FamilyTexts>> = {
  cloud: family(
    { en: 'Cloud platforms', zh: '云平台' },
    { en: 'Gives access to the resources of a cloud account.', zh: '可用于访问云账号下的资源。' },
    {
      en: 'Revoke the key in the console of the cloud platform, look for its use in the audit log, and prefer roles or workload identity over keys.',
      zh: '在云平台控制台吊销该密钥，检查审计日志中的使用记录，并优先使用角色或工作负载身份代替密钥。',
    },
    ['T1552.001', 'T1078.004'],
  ),
  git: family(
    { en: 'Source hosting', zh: '代码托管' },
    { en: 'Gives access to source code, its pipelines or its packages.', zh: '可用于访问源代码、流水线或软件包。' },
    {
      en: 'Revoke the token where it was made, and check repositories and pipelines for changes made with it.',
      zh: '在签发处吊销该令牌，并检查代码仓库和流水线是否被其改动。',
    },
    ['T1552.001', 'T1213.003'],
  ),
  ci: family(
    { en: 'Build, packages and infrastructure', zh: '构建、制品与基础设施' },
    {
      en: 'Lets its holder publish packages, run builds or change infrastructure.',
      zh: '持有者可以发布软件包、运行构建或修改基础设施。',
    },
    {
      en: 'Revoke the token, and check what was published or deployed with it.',
      zh: '吊销该令牌，并检查由其发布或部署的内容。',
    },
    ['T1552.001', 'T1195.002'],
  ),
  chat: family(
    { en: 'Messaging and mail', zh: '消息与邮件' },
    { en: 'Lets its holder read or send messages.', zh: '持有者可以读取或发送消息。' },
    {
      en: 'Revoke the token or make a new address, and warn the users of the channel.',
      zh: '吊销该令牌或重新生成地址，并提醒相关频道的用户。',
    },
  ),
  payment: family(
    { en: 'Payment and commerce', zh: '支付与电商' },
    { en: 'Gives access to payments, orders or data of customers.', zh: '可用于访问支付、订单或客户数据。' },
    {
      en: 'Roll the key at the provider at once, and check payments and refunds since.',
      zh: '立即在服务商处轮换密钥，并检查此后的支付和退款记录。',
    },
  ),
  ai: family(
    { en: 'AI services', zh: 'AI 服务' },
    {
      en: 'Lets its holder use models at the cost of its owner, and may open stored data.',
      zh: '持有者可以消耗所有者的模型额度，并可能访问已存储的数据。',
    },
    {
      en: 'Delete the key in the console of the provider, and check usage and billing.',
      zh: '在服务商控制台删除该密钥，并检查用量与账单。',
    },
  ),
  saas: family(
    { en: 'Other services', zh: '其他服务' },
    { en: 'Gives access to an account of an online service.', zh: '可用于访问在线服务的账号。' },
    { en: 'Revoke the credential at the service.', zh: '在相应服务中吊销该凭据。' },
  ),
  monitoring: family(
    { en: 'Monitoring', zh: '监控' },
    { en: 'Gives access to metrics, logs or their settings.', zh: '可用于访问指标、日志或其配置。' },
    { en: 'Revoke the key at the monitoring service.', zh: '在监控服务中吊销该密钥。' },
  ),
  database: family(
    { en: 'Databases', zh: '数据库' },
    { en: 'Gives access to the data of a database or queue.', zh: '可用于访问数据库或消息队列中的数据。' },
    {
      en: 'Change the password, and limit from where the server can be reached.',
      zh: '修改密码，并限制可访问该服务的来源。',
    },
  ),
  key: family(
    { en: 'Private keys', zh: '私钥' },
    {
      en: 'Proves the identity of its holder to servers or clients, or decrypts what was meant for them.',
      zh: '可用于冒充其所有者的身份，或解密发送给其的数据。',
    },
    {
      en: 'Replace the key pair, and remove the public key or revoke the certificate everywhere it is trusted.',
      zh: '更换密钥对，并在所有信任处移除公钥或吊销证书。',
    },
    ['T1552.004'],
  ),
  generic: family(
    { en: 'Any secret', zh: '通用凭据' },
    { en: 'A value that is named like a secret and looks like one.', zh: '名称和内容都像凭据的取值。' },
    {
      en: 'Change the secret if it is a real one, else add it to the allow file.',
      zh: '如果是真实凭据请立即更换，否则将其加入允许列表文件。',
    },
  ),
  file: family(
    { en: 'Files', zh: '文件' },
    {
      en: 'Files of this name often hold credentials or tell about the inside of an application.',
      zh: '此类文件通常包含凭据或暴露应用内部信息。',
    },
    {
      en: 'Look at the file, and list it in .dockerignore if the application does not need it.',
      zh: '检查该文件，如应用不需要请加入 .dockerignore。',
    },
  ),
}
