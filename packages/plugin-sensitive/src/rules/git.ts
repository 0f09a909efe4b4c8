import { defineRules } from './define.ts'
import type { ContentRule } from './rule.ts'

const GITLAB = 'https://docs.gitlab.com/security/tokens/#token-prefixes'
const GITHUB = 'https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/'
const BITBUCKET = 'https://support.atlassian.com/bitbucket-cloud/docs/using-access-tokens/'

/** Tokens of GitLab, GitHub, Bitbucket and their like. */
export const GIT_RULES: readonly ContentRule[] = defineRules('git', [
  {
    id: 1, name: 'gitlab-personal-access-token', title: ['GitLab', 'personal access token'], severity: 'high',
    token: 'glpat-', body: String.raw`(?:[\w-]{20}|[\w-]{27,300}\.[0-9a-z]{2}\.[0-9a-z]{9})`, source: GITLAB,
    sample: ['token = glpat-{url:20}', 'glpat-{url:27}.01.{lower:9}'], miss: 'glpat-{url:12}',
  },
  {
    id: 122, name: 'gitlab-pipeline-trigger-token', title: ['GitLab', 'pipeline trigger token'], severity: 'high',
    token: 'glptt-', body: String.raw`[\w-]{20,40}`, source: GITLAB, sample: 'glptt-{hex:40}', miss: 'glptt-{hex:10}',
  },
  {
    id: 123, name: 'gitlab-runner-registration-token', title: ['GitLab', 'runner registration token'], severity: 'high',
    token: 'GR1348941', body: String.raw`[\w-]{20}`, source: GITLAB, sample: 'GR1348941{url:20}',
    miss: 'GR1348941{url:8}',
  },
  {
    id: 200, name: 'gitlab-runner-token', title: ['GitLab', 'runner token'], severity: 'high',
    token: ['glrt-', 'glrtr-'], body: String.raw`(?:t\d_)?[\w-]{20}(?:[\w-]{7,280}\.[0-9a-z]{2}\.[0-9a-z]{9})?`,
    source: GITLAB, sample: ['glrt-{url:20}', 'glrt-t1_{url:20}'], miss: 'glrt-{url:9}',
  },
  {
    id: 201, name: 'gitlab-deploy-token', title: ['GitLab', 'deploy token'], severity: 'high', token: 'gldt-',
    body: String.raw`[\w-]{20}`, source: GITLAB, sample: 'gldt-{url:20}', miss: 'gldt-{url:9}',
  },
  {
    id: 202, name: 'gitlab-ci-job-token', title: ['GitLab', 'job token'], severity: 'medium', token: 'glcbt-',
    body: String.raw`[0-9a-fA-F]{1,2}_[\w-]{20}`, source: GITLAB, sample: 'glcbt-64_{url:20}', miss: 'glcbt-{url:9}',
  },
  {
    id: 203, name: 'gitlab-oauth-application-secret', title: ['GitLab', 'OAuth client secret'], severity: 'high',
    token: 'gloas-', body: String.raw`[\w-]{64}`, source: GITLAB, sample: 'gloas-{hex:64}', miss: 'gloas-{hex:32}',
  },
  {
    id: 204, name: 'gitlab-agent-token', title: ['GitLab', 'cluster agent token', 'GitLab'], severity: 'high',
    token: 'glagent-', body: String.raw`[\w-]{50}`, source: GITLAB, sample: 'glagent-{url:50}',
    miss: 'glagent-{url:20}',
  },
  {
    id: 205, name: 'gitlab-feed-token', title: ['GitLab', 'feed token'], severity: 'medium', token: 'glft-',
    body: String.raw`[\w-]{20}`, source: GITLAB, sample: 'glft-{url:20}', miss: 'glft-{url:9}',
  },
  {
    id: 206, name: 'gitlab-incoming-mail-token', title: ['GitLab', 'incoming mail token'], severity: 'medium',
    token: 'glimt-', body: String.raw`[\w-]{25}`, source: GITLAB, sample: 'glimt-{lower:25}', miss: 'glimt-{lower:9}',
  },
  {
    id: 207, name: 'gitlab-scim-token', title: ['GitLab SCIM', 'token'], severity: 'high', token: 'glsoat-',
    body: String.raw`[\w-]{20}`, source: GITLAB, sample: 'glsoat-{url:20}', miss: 'glsoat-{url:9}',
  },
  {
    id: 208, name: 'gitlab-feature-flags-token', title: ['GitLab feature flags', 'token', 'GitLab 特性开关'],
    severity: 'medium', token: 'glffct-', body: String.raw`[\w-]{20}`, source: GITLAB, sample: 'glffct-{url:20}',
    miss: 'glffct-{url:9}',
  },
  {
    id: 7, name: 'github-personal-access-token', title: ['GitHub', 'personal access token'], severity: 'high',
    token: 'ghp_', body: '[A-Za-z0-9]{36}', check: 'crc32', source: GITHUB, sample: 'ghp_{crc:30}',
    miss: 'ghp_{alnum:20}',
  },
  {
    id: 8, name: 'github-oauth-access-token', title: ['GitHub', 'OAuth access token'], severity: 'high', token: 'gho_',
    body: '[A-Za-z0-9]{36}', check: 'crc32', source: GITHUB, sample: 'gho_{crc:30}', miss: 'gho_{alnum:20}',
  },
  {
    id: 11, name: 'github-app-token', title: ['GitHub', 'app token'], severity: 'high', legacy: [11, 127],
    token: ['ghu_', 'ghs_'], body: '[A-Za-z0-9]{36}', check: 'crc32', source: GITHUB,
    sample: ['ghu_{crc:30}', 'ghs_{crc:30}'], miss: 'ghs_{alnum:20}',
  },
  {
    id: 12, name: 'github-refresh-token', title: ['GitHub', 'refresh token'], severity: 'high', token: 'ghr_',
    body: '[A-Za-z0-9]{36,76}', source: GITHUB, sample: 'ghr_{alnum:76}', miss: 'ghr_{alnum:20}',
  },
  {
    id: 128, name: 'github-fine-grained-token', title: ['GitHub', 'fine-grained personal access token'],
    severity: 'high', token: 'github_pat_', body: String.raw`\w{82}`,
    source: 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github',
    sample: 'github_pat_{alnum:22}_{alnum:59}', miss: 'github_pat_{alnum:22}',
  },
  {
    id: 35, name: 'bitbucket-client-id', title: ['Bitbucket', 'client ID'], severity: 'medium', assigned: 'bitbucket',
    value: '[a-z0-9]{32}', source: 'https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/',
    sample: 'bitbucket_client_id = "{lower:32}"', miss: 'bitbucket_client_id = "{lower:20}"',
  },
  {
    id: 36, name: 'bitbucket-client-secret', title: ['Bitbucket', 'client secret'], severity: 'high',
    assigned: 'bitbucket', value: '[a-z0-9_-]{64}',
    source: 'https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/',
    sample: 'BITBUCKET_CLIENT_SECRET={lower:64}', miss: 'BITBUCKET_CLIENT_SECRET={lower:40}',
  },
  {
    id: 209, name: 'bitbucket-app-password', title: ['Bitbucket', 'app password'], severity: 'high', token: 'ATBB',
    body: '[A-Za-z0-9]{24}[A-F0-9]{8}', source: BITBUCKET, sample: 'ATBB{alnum:24}{HEX:8}', miss: 'ATBB{lower:12}',
  },
  {
    id: 210, name: 'bitbucket-access-token', title: ['Bitbucket', 'access token'], severity: 'high',
    token: 'ATCTT3xFfGN0', body: String.raw`[\w-]{80,250}={0,2}[A-F0-9]{0,8}`, source: BITBUCKET,
    sample: 'ATCTT3xFfGN0{url:150}', miss: 'ATCTT3xFfGN0{url:20}',
  },
  {
    id: 211, name: 'atlassian-cloud-api-token', title: ['Atlassian', 'API token'], severity: 'high',
    token: 'ATATT3xFfGF0', body: String.raw`[\w-]{80,250}={0,2}[A-F0-9]{0,8}`,
    source: 'https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/',
    sample: 'ATATT3xFfGF0{url:171}={HEX:8}', miss: 'ATATT3xFfGF0{url:20}',
  },
  {
    id: 34, name: 'atlassian-api-token', title: ['Atlassian', 'API token'], severity: 'high',
    assigned: ['atlassian', 'confluence', 'jira'], value: '[a-z0-9]{24}', weak: true,
    source: 'https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/',
    sample: ['atlassian_token: "{lower:24}"', 'JIRA_API_TOKEN={lower:24}'], miss: 'atlassian_token: "{lower:12}"',
  },
  {
    id: 212, name: 'gitee-access-token', title: ['Gitee', 'access token', 'Gitee 码云'], severity: 'high',
    assigned: 'gitee', value: '[a-f0-9]{32}', source: 'https://gitee.com/api/v5/oauth_doc',
    sample: 'GITEE_ACCESS_TOKEN={hex:32}', miss: 'GITEE_ACCESS_TOKEN={hex:12}',
  },
])
