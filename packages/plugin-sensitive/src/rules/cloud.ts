import { defineRules } from './define.ts'
import type { ContentRule } from './rule.ts'

const AWS_IDS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids'
const AWS_KEYS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html'
const AZURE_SAS = 'https://learn.microsoft.com/azure/storage/common/storage-sas-overview'
const GOOGLE_KEYS = 'https://cloud.google.com/docs/authentication/api-keys'
const DIGITALOCEAN = 'https://docs.digitalocean.com/reference/api/create-personal-access-token/'

/** Keys of cloud platforms outside China. */
export const CLOUD_RULES: readonly ContentRule[] = defineRules('cloud', [
  {
    id: 2, name: 'aws-access-key-id', title: ['AWS', 'access key ID'], severity: 'high', legacy: [2, 118],
    token: ['AKIA', 'ASIA', 'ABIA', 'ACCA'], body: '[A-Z2-7]{16}', entropy: 2.8, source: AWS_IDS,
    sample: ['aws_access_key_id = AKIA{base32:16}', '"ASIA{base32:16}"'],
    miss: ['AKIAIOSFODNN7{upper:0}EXAMPLE', 'AKIA{base32:9}'],
  },
  {
    id: 118, name: 'aws-unique-id', title: { en: 'AWS identifier of a role, user or group', zh: 'AWS 角色、用户或用户组标识符' },
    severity: 'low', token: ['AGPA', 'AIDA', 'AROA', 'AIPA', 'ANPA', 'ANVA'], body: '[A-Z2-7]{16,17}', entropy: 2.8,
    binary: false, source: AWS_IDS, sample: 'AROA{base32:17}', miss: 'AROA{base32:9}',
  },
  {
    id: 213, name: 'aws-secret-access-key', title: ['AWS', 'secret access key'], severity: 'critical',
    assigned: [
      'secret_access_key', 'secretaccesskey', 'aws_secret', 'aws-secret', 'awssecret', 'secretkey', 'secret_key',
    ],
    value: '[A-Za-z0-9+/]{40}', entropy: 4.1, source: AWS_KEYS,
    beside: String.raw`aws|amazon|(?<![a-z])s3|A[KS]IA[A-Z0-9]|boto|access.?key`,
    sample: ['aws_secret_access_key = {b64:40}', '"SecretAccessKey": "{b64:40}"', 'AWS_SECRET={b64:40}'],
    miss: ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY{upper:0}EXAMPLEKEY', 'aws_secret = {hex:40}', 'SECRET_KEY={b64:40}'],
  },
  {
    id: 214, name: 'aws-session-token', title: ['AWS', 'session token'], severity: 'medium',
    assigned: ['session_token', 'sessiontoken', 'security_token', 'securitytoken'],
    value: '(?:IQoJ|FwoG|FQoG)[A-Za-z0-9+/]{100,2000}={0,2}', entropy: 4,
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html',
    sample: 'aws_session_token=IQoJ{b64:320}', miss: 'aws_session_token=IQoJ{b64:20}',
  },
  {
    id: 215, name: 'aws-bedrock-api-key', title: ['Amazon Bedrock', 'API key'], severity: 'high',
    token: 'ABSKQmVk', body: 'cm9ja0FQSUtleS[A-Za-z0-9+/]{90,260}={0,2}',
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
    sample: 'ABSKQmVkcm9ja0FQSUtleS{b64:110}', miss: 'ABSKQmVkcm9ja0FQSUtleS{b64:20}',
  },
  {
    id: 20, name: 'gcp-service-account-key', title: ['Google Cloud', 'service account key'], severity: 'critical',
    keywords: ['private_key_id'],
    pattern: String.raw`private_key_id\\{0,3}"\s{0,8}:\s{0,8}\\{0,3}"(?<secret>[a-f0-9]{40})\\{0,3}"[^}]{0,200}BEGIN`,
    entropy: 3, source: 'https://cloud.google.com/iam/docs/keys-create-delete',
    sample: '{"type": "service_account", "private_key_id": "{hex:40}", "private_key": "-----BEGIN PRIVATE KEY-----\\nMII"}',
    miss: '{"type": "service_account", "private_key_id": "{hex:40}", "client_id": "{digit:21}"}',
  },
  {
    id: 121, name: 'google-api-key', title: ['Google', 'API key'], severity: 'medium', token: 'AIza',
    body: String.raw`[\w-]{35}`, entropy: 3.2, source: GOOGLE_KEYS, sample: 'key=AIza{url:35}', miss: 'AIza{url:20}',
  },
  {
    id: 216, name: 'google-oauth-client-secret', title: ['Google', 'OAuth client secret'], severity: 'high',
    token: 'GOCSPX-', body: String.raw`[\w-]{28}`, source: 'https://developers.google.com/identity/protocols/oauth2',
    sample: 'GOCSPX-{url:28}', miss: 'GOCSPX-{url:10}',
  },
  {
    id: 217, name: 'google-oauth-access-token', title: ['Google', 'OAuth access token'], severity: 'medium',
    token: 'ya29.', body: String.raw`[\w-]{60,500}`, source: 'https://developers.google.com/identity/protocols/oauth2',
    sample: 'ya29.{url:140}', miss: 'ya29.{url:20}',
  },
  {
    id: 218, name: 'google-oauth-refresh-token', title: ['Google', 'OAuth refresh token'], severity: 'high',
    assigned: 'refresh_token', value: String.raw`1\\{0,2}/{1,2}0[\w-]{38,110}`,
    source: 'https://developers.google.com/identity/protocols/oauth2', sample: '"refresh_token": "1//0{url:80}"',
    miss: '"refresh_token": "1//0{url:10}"',
  },
  {
    id: 219, name: 'firebase-cloud-messaging-key', title: ['Firebase Cloud Messaging', 'API key'], severity: 'high',
    keywords: [':APA91b'], before: 12, after: 160, entropy: 3.5, binary: true,
    pattern: String.raw`(?<![\w-])(?<secret>AAAA[\w-]{7}:APA91b[\w-]{130,145})(?![\w-])`,
    source: 'https://firebase.google.com/docs/cloud-messaging/migrate-v1', sample: 'AAAA{url:7}:APA91b{url:134}',
    miss: 'AAAA{url:7}:APA91b{url:20}',
  },
  {
    id: 220, name: 'azure-storage-account-key', title: ['Azure', 'storage account key'], severity: 'critical',
    assigned: ['accountkey', 'account_key', 'storage_key', 'storagekey'], value: '[A-Za-z0-9+/]{86}==', entropy: 4.5,
    source: 'https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string',
    sample: 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey={b64:86}==;EndpointSuffix=core.windows.net',
    miss: 'AccountKey={b64:40}==',
  },
  {
    id: 221, name: 'azure-shared-access-signature', title: ['Azure', 'shared access signature'], severity: 'high',
    keywords: ['sig='], ignoreCase: true, entropy: 3,
    pattern: String.raw`(?<=[?&;]|\\u0026)sig=(?<secret>[A-Za-z0-9%+/]{43,70}(?:%3d|=))(?![A-Za-z0-9])`, source: AZURE_SAS,
    sample: '?sv=2022-11-02&ss=b&srt=co&sp=rl&se=2030-01-01T00:00:00Z&sig={alnum:43}%3D',
    miss: '?sv=2022-11-02&sig={alnum:10}',
  },
  {
    id: 222, name: 'azure-client-secret', title: ['Microsoft Entra', 'client secret'], severity: 'critical',
    keywords: ['7Q~', '8Q~'], before: 4, after: 48, entropy: 3.5,
    pattern: String.raw`(?<![A-Za-z0-9_~.-])(?<secret>[A-Za-z0-9_~.]{3}[78]Q~[A-Za-z0-9_~.-]{31,34})(?![A-Za-z0-9_~.-])`,
    source: 'https://learn.microsoft.com/purview/sit-defn-azure-ad-client-secret',
    sample: 'client_secret: "{alnum:3}8Q~{alnum:34}"', miss: '{alnum:3}8Q~{alnum:10}',
  },
  {
    id: 223, name: 'azure-devops-token', title: ['Azure DevOps', 'personal access token'], severity: 'high',
    keywords: ['AZDO'], before: 80, after: 12, entropy: 3.5,
    pattern: '(?<![A-Za-z0-9])(?<secret>[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{18}AZDO[A-Za-z0-9]{4})(?![A-Za-z0-9])',
    source: 'https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate',
    sample: '{alnum:52}JQQJ99{alnum:18}AZDO{alnum:4}', miss: '{alnum:20}AZDO{alnum:4}',
  },
  {
    id: 224, name: 'azure-shared-access-key', title: ['Azure', 'access key'], severity: 'high',
    assigned: ['sharedaccesskey'], value: '[A-Za-z0-9+/]{43}=', entropy: 4,
    source: 'https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas',
    sample: 'SharedAccessKeyName=Root;SharedAccessKey={b64:43}=', miss: 'SharedAccessKey={b64:20}=',
  },
  {
    id: 22, name: 'heroku-api-key', title: ['Heroku', 'API key'], severity: 'high', assigned: 'heroku',
    value: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    source: 'https://devcenter.heroku.com/articles/authentication', sample: 'HEROKU_API_KEY={uuid:1}',
    miss: 'HEROKU_API_KEY={hex:12}',
  },
  {
    id: 225, name: 'heroku-prefixed-api-key', title: ['Heroku', 'API key'], severity: 'high', token: 'HRKU-AA',
    body: String.raw`[\w-]{58}`, source: 'https://devcenter.heroku.com/articles/authentication',
    sample: 'HRKU-AA{url:58}', miss: 'HRKU-AA{url:20}',
  },
  {
    id: 226, name: 'digitalocean-personal-access-token', title: ['DigitalOcean', 'personal access token'],
    severity: 'high', token: 'dop_v1_', body: '[a-f0-9]{64}', source: DIGITALOCEAN, sample: 'dop_v1_{hex:64}',
    miss: 'dop_v1_{hex:20}',
  },
  {
    id: 227, name: 'digitalocean-oauth-token', title: ['DigitalOcean', 'OAuth access token'], severity: 'high',
    token: ['doo_v1_', 'dor_v1_'], body: '[a-f0-9]{64}', source: DIGITALOCEAN,
    sample: ['doo_v1_{hex:64}', 'dor_v1_{hex:64}'], miss: 'doo_v1_{hex:20}',
  },
  {
    id: 228, name: 'cloudflare-api-token', title: ['Cloudflare', 'API token'], severity: 'high',
    assigned: ['cloudflare', 'cf_api'], value: String.raw`[\w-]{40}`, entropy: 3.5, weak: true,
    source: 'https://developers.cloudflare.com/fundamentals/api/get-started/create-token/',
    sample: 'CLOUDFLARE_API_TOKEN={url:40}', miss: 'CLOUDFLARE_API_TOKEN={url:12}',
  },
  {
    id: 229, name: 'cloudflare-global-key', title: ['Cloudflare', 'API key'], severity: 'critical',
    assigned: ['cloudflare', 'cf_api'], value: '[a-f0-9]{37}', entropy: 3, weak: true,
    source: 'https://developers.cloudflare.com/fundamentals/api/get-started/keys/',
    sample: 'cloudflare_api_key: {hex:37}', miss: 'cloudflare_api_key: {hex:12}',
  },
  {
    id: 230, name: 'cloudflare-origin-ca-key', title: ['Cloudflare', 'service token'], severity: 'high', token: 'v1.0-',
    body: '[a-f0-9]{24}-[a-f0-9]{146}',
    source: 'https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/',
    sample: 'v1.0-{hex:24}-{hex:146}', miss: 'v1.0-{hex:24}',
  },
  {
    id: 231, name: 'linode-access-token', title: ['Linode', 'personal access token'], severity: 'high',
    assigned: 'linode', value: '[a-f0-9]{64}', weak: true,
    source: 'https://techdocs.akamai.com/cloud-computing/docs/manage-personal-access-tokens',
    sample: 'LINODE_TOKEN={hex:64}', miss: 'LINODE_TOKEN={hex:12}',
  },
  {
    id: 232, name: 'scaleway-secret-key', title: ['Scaleway', 'secret key'], severity: 'high',
    assigned: ['scw_secret', 'scaleway'], value: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    weak: true, source: 'https://www.scaleway.com/en/docs/iam/how-to/create-api-keys/',
    sample: 'SCW_SECRET_KEY={uuid:1}', miss: 'SCW_SECRET_KEY={hex:12}',
  },
  {
    id: 233, name: 'flyio-access-token', title: ['Fly.io', 'access token'], severity: 'high',
    token: ['fo1_', 'fm1r_', 'fm2_'], body: '[A-Za-z0-9_/+-]{43,600}={0,3}',
    source: 'https://fly.io/docs/security/tokens/', sample: ['fo1_{url:43}', 'fm2_{b64:120}'], miss: 'fo1_{url:20}',
  },
  {
    id: 234, name: 'yandex-cloud-token', title: ['Yandex Cloud', 'API key'], severity: 'high', token: 'AQVN',
    body: String.raw`[\w-]{35,38}`, entropy: 3.2,
    source: 'https://yandex.cloud/en/docs/iam/concepts/authorization/api-key', sample: 'AQVN{url:36}',
    miss: 'AQVN{url:12}',
  },
  {
    id: 430, name: 'aws-legacy-access-key-id', title: ['AWS', 'access key ID'], severity: 'medium', token: 'A3T', body: '[A-Z0-9][A-Z2-7]{16}', entropy: 3, source: AWS_IDS,
    sample: 'AWS_ACCESS_KEY_ID=A3TX{base32:16}', miss: 'A3TX{base32:9}',
  },
  {
    id: 431, name: 'azure-app-configuration', title: ['Azure App Configuration', 'connection string'], severity: 'high', keywords: ['.azconfig.io'], entropy: 3.5,
    pattern: String.raw`\.azconfig\.io;Id=[^;\s"']{4,80};Secret=(?<secret>[A-Za-z0-9+/]{36,100}={0,2})`,
    source: 'https://learn.microsoft.com/azure/azure-app-configuration/howto-best-practices',
    sample: 'Endpoint=https://app.azconfig.io;Id=ab1c-l0-s0:{alnum:20};Secret={b64:43}=', miss: 'Endpoint=https://app.azconfig.io;Id=ab1c',
  },
  {
    id: 432, name: 'azure-devops-legacy-token', title: ['Azure DevOps', 'personal access token'], severity: 'high',
    assigned: ['azure_devops', 'azuredevops', 'azure-devops', 'vsts', 'ado_pat', 'ado_token', 'azp_token', 'personalaccesstoken', 'personal_access_token', 'system_accesstoken'],
    value: '[a-z2-7]{52}', entropy: 3.8, beside: String.raw`azure|vsts|visualstudio|(?<![a-z])ado(?![a-z])|azp|system_access`,
    source: 'https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate',
    sample: 'AZURE_DEVOPS_EXT_PAT={lower32:52}', miss: ['AZURE_DEVOPS_EXT_PAT={lower32:20}', 'personal_access_token={lower32:52}'],
  },
])
