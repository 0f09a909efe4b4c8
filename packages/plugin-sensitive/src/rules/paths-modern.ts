import { definePaths, LIBRARY_CODE } from './define-paths.ts'
import type { PathRule } from './rule.ts'

/** Names that the original plugin does not know. */
export const MODERN_PATH_RULES: readonly PathRule[] = definePaths([
  {
    id: 400, name: 'dotenv-file', title: { en: 'Environment file', zh: '环境变量文件（.env）' }, severity: 'medium',
    confidence: 'medium',
    paths: ['**/.env', '**/.env.{local,production,prod,staging,development,dev}', '**/.env.*.local'],
    except: LIBRARY_CODE, source: 'https://12factor.net/config', sample: ['/app/.env', '/srv/.env.production'],
    miss: ['/app/.env.example', '/app/x.env.js', '/app/.envrc.sample'],
  },
  {
    id: 401, name: 'ssh-private-key-file', title: { en: 'SSH private key file', zh: 'SSH 私钥文件' }, severity: 'high',
    paths: [
      '**/id_{rsa,dsa,ecdsa,ed25519,ecdsa_sk,ed25519_sk}', '**/.ssh/identity',
      '/etc/ssh/ssh_host_{rsa,dsa,ecdsa,ed25519}_key',
    ],
    except: LIBRARY_CODE, source: 'https://man.openbsd.org/ssh#FILES',
    sample: ['/root/.ssh/id_rsa', '/etc/ssh/ssh_host_rsa_key'],
    miss: ['/root/.ssh/id_rsa.pub', '/etc/ssh/ssh_host_rsa_key.pub'],
  },
  {
    id: 402, name: 'aws-credentials-file', title: { en: 'Credentials file of AWS', zh: 'AWS 凭据文件' }, severity: 'high',
    confidence: 'high',
    paths: ['**/.aws/credentials', '**/.aws/cli/cache/*.json', '**/.aws/sso/cache/*.json', '**/.boto'],
    source: 'https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html',
    sample: ['/root/.aws/credentials'], miss: ['/root/aws/credentials', '/root/.aws/config'],
  },
  {
    id: 403, name: 'kubeconfig-file', title: { en: 'Kubernetes configuration', zh: 'Kubernetes 配置文件' },
    severity: 'high',
    paths: [
      '**/.kube/config', '/etc/kubernetes/{admin,super-admin,kubelet,scheduler,controller-manager}.conf',
      '**/kubeconfig', '**/k3s.yaml',
    ],
    except: LIBRARY_CODE,
    source: 'https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/',
    sample: ['/root/.kube/config', '/etc/kubernetes/admin.conf'], miss: ['/root/kube/config'],
  },
  {
    id: 404, name: 'docker-configuration', title: { en: 'Docker client configuration', zh: 'Docker 客户端配置' },
    severity: 'medium',
    paths: ['**/.docker/config.json', '**/.dockercfg', '**/.dockerconfigjson', '**/containers/auth.json'],
    source: 'https://docs.docker.com/reference/cli/docker/login/',
    sample: ['/root/.docker/config.json', '/run/containers/auth.json'], miss: ['/root/docker/config.json'],
  },
  {
    id: 405, name: 'terraform-state', title: { en: 'Terraform state or variables', zh: 'Terraform 状态或变量文件' },
    severity: 'high',
    paths: [
      '**/terraform.tfstate', '**/terraform.tfstate.backup', '**/*.tfstate', '**/terraform.tfvars', '**/*.auto.tfvars',
      '**/.terraform.d/credentials.tfrc.json', '**/.terraformrc',
    ],
    source: 'https://developer.hashicorp.com/terraform/language/state/sensitive-data',
    sample: ['/srv/terraform.tfstate', '/root/.terraformrc'], miss: ['/srv/main.tf'],
  },
  {
    id: 406, name: 'package-registry-configuration', title: { en: 'Login of a package registry', zh: '软件包仓库登录配置' },
    severity: 'medium',
    paths: [
      '**/.npmrc', '**/.yarnrc.yml', '**/.pypirc', '**/.cargo/credentials', '**/.cargo/credentials.toml',
      '**/.m2/settings-security.xml', '**/.config/composer/auth.json', '**/.composer/auth.json',
      '**/.nuget/NuGet/NuGet.Config',
    ],
    except: ['**/node_modules/**', '/usr/local/lib/node_modules/**', '/usr/lib/node_modules/**', '/usr/share/**'],
    source: 'https://docs.npmjs.com/cli/v11/configuring-npm/npmrc', confidence: 'low',
    sample: ['/root/.npmrc', '/root/.pypirc'], miss: ['/app/npmrc', '/app/node_modules/a/.npmrc'],
  },
  {
    id: 407, name: 'keystore', title: { en: 'Key store', zh: '密钥库文件' }, severity: 'low',
    paths: ['**/*.{p12,pfx,jks,keystore,bcfks,jceks,ppk,kdbx,kdb}', '**/*.keychain-db'],
    except: [...LIBRARY_CODE, '/etc/ssl/certs/**', '/usr/share/ca-certificates/**'],
    source: 'https://www.rfc-editor.org/rfc/rfc7292', sample: ['/app/server.p12', '/opt/app/release.keystore'],
    miss: ['/etc/ssl/certs/java/cacerts', '/app/p12'],
  },
  {
    id: 408, name: 'private-key-file', title: { en: 'File named as a private key', zh: '以私钥命名的文件' }, severity: 'low',
    confidence: 'low',
    paths: [
      '**/{privkey,private,server,client,tls,ca}{.key,-key.pem,_key.pem}', '**/privkey*.pem', '**/*.p8', '**/*.pvk',
    ],
    except: LIBRARY_CODE, source: 'https://eff-certbot.readthedocs.io/en/stable/using.html#where-are-my-certificates',
    sample: ['/etc/letsencrypt/live/x/privkey.pem', '/app/server.key', '/app/tls-key.pem'],
    miss: ['/app/server.pem', '/app/keyboard.key.txt'],
  },
  {
    id: 409, name: 'gcloud-credentials', title: { en: 'Credentials of Google Cloud', zh: 'Google Cloud 凭据文件' },
    severity: 'high', confidence: 'high',
    paths: [
      '**/gcloud/credentials.db', '**/gcloud/access_tokens.db', '**/gcloud/application_default_credentials.json',
      '**/gcloud/legacy_credentials/*/adc.json',
    ],
    source: 'https://cloud.google.com/docs/authentication/application-default-credentials',
    sample: ['/root/.config/gcloud/credentials.db'], miss: ['/root/credentials.db'],
  },
  {
    id: 410, name: 'azure-credentials', title: { en: 'Credentials of Azure', zh: 'Azure 凭据文件' }, severity: 'high',
    confidence: 'high',
    paths: [
      '**/.azure/{accessTokens,msal_token_cache,service_principal_entries}.json', '**/.azure/msal_token_cache.bin',
    ],
    source: 'https://learn.microsoft.com/cli/azure/authenticate-azure-cli', sample: ['/root/.azure/accessTokens.json'],
    miss: ['/root/.azure/config'],
  },
  {
    id: 411, name: 'chinese-cloud-credentials', title: { en: 'Credentials of a Chinese cloud', zh: '国内云平台凭据文件' },
    severity: 'high', confidence: 'high',
    paths: [
      '**/.aliyun/config.json', '**/.tccli/*.credential', '**/.ossutilconfig', '**/.cos.conf', '**/.hcloud/config.json',
      '**/.volcengine/config.json',
    ],
    source: 'https://help.aliyun.com/zh/cli/configure-credentials',
    sample: ['/root/.aliyun/config.json', '/root/.tccli/default.credential'], miss: ['/root/aliyun/config.json'],
  },
  {
    id: 412, name: 'database-login-file', title: { en: 'Login of a database client', zh: '数据库客户端登录配置' },
    severity: 'high', paths: ['**/.pgpass', '**/.mylogin.cnf', '**/{root,home/*}/.my.cnf', '**/pgpass.conf'],
    source: 'https://www.postgresql.org/docs/current/libpq-pgpass.html', sample: ['/root/.pgpass', '/root/.my.cnf'],
    miss: ['/etc/mysql/my.cnf'],
  },
  {
    id: 413, name: 'shell-history', title: { en: 'History of a shell', zh: 'Shell 命令历史' }, severity: 'low',
    paths: ['**/.{bash,zsh,sh,ash,fish}_history', '**/.local/share/fish/fish_history'],
    source: 'https://attack.mitre.org/techniques/T1552/003/', sample: ['/root/.bash_history'],
    miss: ['/etc/bash_history'],
  },
  {
    id: 414, name: 'service-account-token-file',
    title: { en: 'Token of a Kubernetes service account', zh: 'Kubernetes 服务账号令牌文件' }, severity: 'high',
    confidence: 'high', paths: ['/{run,var/run}/secrets/kubernetes.io/serviceaccount/token', '/run/secrets/*'],
    source: 'https://kubernetes.io/docs/concepts/security/service-accounts/',
    sample: ['/var/run/secrets/kubernetes.io/serviceaccount/token', '/run/secrets/db_password'], miss: ['/app/token'],
  },
  {
    id: 415, name: 'vault-and-helper-tokens', title: { en: 'Token file of a command line tool', zh: '命令行工具令牌文件' },
    severity: 'high',
    paths: [
      '**/.vault-token', '**/.config/gh/hosts.yml', '**/.config/hub', '**/.config/glab-cli/config.yml',
      '**/.config/doctl/config.yaml', '**/.config/hcloud/cli.toml', '**/.cache/huggingface/token',
      '**/.huggingface/token', '**/.config/sops/age/keys.txt', '**/.snyk/configstore/snyk.json', '**/.databrickscfg',
    ],
    source: 'https://developer.hashicorp.com/vault/docs/commands/token-helper',
    sample: ['/root/.vault-token', '/root/.config/gh/hosts.yml'], miss: ['/root/vault-token'],
  },
  {
    id: 416, name: 'ansible-vault-password', title: { en: 'Password file of Ansible Vault', zh: 'Ansible Vault 密码文件' },
    severity: 'high', paths: ['**/{.,}vault_pass{,.txt}', '**/{.,}vault_password{,.txt}', '**/.vault-pass'],
    source: 'https://docs.ansible.com/projects/ansible/latest/vault_guide/vault_managing_passwords.html',
    sample: ['/srv/.vault_pass', '/srv/vault_password.txt'], miss: ['/srv/vault.yml'],
  },
  {
    id: 417, name: 'rails-master-key', title: { en: 'Master key of Ruby on Rails', zh: 'Ruby on Rails 主密钥文件' }, severity: 'critical', confidence: 'high',
    paths: ['**/config/master.key', '**/config/credentials/*.key'], source: 'https://guides.rubyonrails.org/security.html#custom-credentials',
    sample: ['/srv/app/config/master.key', '/srv/app/config/credentials/production.key'], miss: ['/srv/app/config/master.key.md'],
  },
  {
    id: 418, name: 'jenkins-secrets', title: { en: 'Keys of Jenkins', zh: 'Jenkins 密钥文件' }, severity: 'critical', confidence: 'high',
    paths: ['**/secrets/{master.key,hudson.util.Secret,initialAdminPassword}', '**/identity.key.enc'], source: 'https://www.jenkins.io/doc/developer/security/secrets/',
    sample: ['/var/jenkins_home/secrets/master.key', '/var/jenkins_home/secrets/hudson.util.Secret'], miss: ['/var/jenkins_home/secrets/filepath-filters.d/x'],
  },
])
