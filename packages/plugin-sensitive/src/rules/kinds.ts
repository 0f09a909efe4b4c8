import type { Title } from './title.ts'

/** What the secret of a vendor is. */
export type Kind =
  | 'access key'
  | 'access key ID'
  | 'access token'
  | 'admin key'
  | 'agent token'
  | 'API ID'
  | 'API key'
  | 'API token'
  | 'app password'
  | 'app token'
  | 'application key'
  | 'auth token'
  | 'batch token'
  | 'bot token'
  | 'client ID'
  | 'client secret'
  | 'cluster agent token'
  | 'connection string'
  | 'delivery API token'
  | 'deploy key'
  | 'deploy token'
  | 'encryption key'
  | 'feed token'
  | 'fine-grained personal access token'
  | 'incoming mail token'
  | 'job token'
  | 'key ID'
  | 'license key'
  | 'live secret key'
  | 'management token'
  | 'OAuth access token'
  | 'OAuth client secret'
  | 'OAuth refresh token'
  | 'organization token'
  | 'password'
  | 'personal access token'
  | 'pipeline trigger token'
  | 'private API token'
  | 'private key'
  | 'project token'
  | 'public key'
  | 'publishable key'
  | 'refresh token'
  | 'restricted key'
  | 'runner registration token'
  | 'runner token'
  | 'secret access key'
  | 'secret key'
  | 'service account key'
  | 'service account token'
  | 'service token'
  | 'session token'
  | 'shared access signature'
  | 'shared secret'
  | 'signing key'
  | 'SMTP key'
  | 'storage account key'
  | 'team API key'
  | 'test key'
  | 'token'
  | 'upload token'
  | 'user key'
  | 'webhook URL'
  | 'webhook signing secret'
  | 'workspace token'

/** Words that titles are made of: what kind of thing the secret of a vendor is. */
const KINDS: Readonly<Record<Kind, string>> = {
  'access key': '访问密钥',
  'access key ID': '访问密钥 ID',
  'access token': '访问令牌',
  'admin key': '管理密钥',
  'agent token': '代理令牌',
  'API ID': 'API ID',
  'API key': 'API 密钥',
  'API token': 'API 令牌',
  'app password': '应用密码',
  'app token': '应用令牌',
  'application key': '应用密钥',
  'auth token': '认证令牌',
  'batch token': '批处理令牌',
  'bot token': '机器人令牌',
  'client ID': '客户端 ID',
  'client secret': '客户端密钥',
  'cluster agent token': '集群代理令牌',
  'connection string': '连接字符串',
  'delivery API token': '内容分发 API 令牌',
  'deploy key': '部署密钥',
  'deploy token': '部署令牌',
  'encryption key': '加密密钥',
  'feed token': '订阅令牌',
  'fine-grained personal access token': '细粒度个人访问令牌',
  'incoming mail token': '收件令牌',
  'job token': '作业令牌',
  'key ID': '密钥 ID',
  'license key': '许可密钥',
  'live secret key': '生产环境私密密钥',
  'management token': '管理令牌',
  'OAuth access token': 'OAuth 访问令牌',
  'OAuth client secret': 'OAuth 客户端密钥',
  'OAuth refresh token': 'OAuth 刷新令牌',
  'organization token': '组织令牌',
  password: '密码',
  'personal access token': '个人访问令牌',
  'pipeline trigger token': '流水线触发令牌',
  'private API token': '私有 API 令牌',
  'private key': '私钥',
  'project token': '项目令牌',
  'public key': '公钥',
  'publishable key': '可公开密钥',
  'refresh token': '刷新令牌',
  'restricted key': '受限密钥',
  'runner registration token': 'Runner 注册令牌',
  'runner token': 'Runner 认证令牌',
  'secret access key': '访问密钥（Secret）',
  'secret key': '私密密钥',
  'service account key': '服务账号密钥',
  'service account token': '服务账号令牌',
  'service token': '服务令牌',
  'session token': '会话令牌',
  'shared access signature': '共享访问签名',
  'shared secret': '共享密钥',
  'signing key': '签名密钥',
  'SMTP key': 'SMTP 密钥',
  'storage account key': '存储账号密钥',
  'team API key': '团队 API 密钥',
  'test key': '测试密钥',
  token: '令牌',
  'upload token': '上传令牌',
  'user key': '用户密钥',
  'webhook URL': 'Webhook 地址',
  'webhook signing secret': 'Webhook 签名密钥',
  'workspace token': '工作区令牌',
}

/** The title of "a kind of thing of a vendor". The vendor's name is the same in both languages unless `zh` is given. */
export function vendorTitle(vendor: string, kind: Kind, zh: string = vendor): Title {
  return { en: `${vendor} ${kind}`, zh: `${zh} ${KINDS[kind]}` }
}
