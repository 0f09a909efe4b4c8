import { defineRules } from './define.ts'
import type { ContentRule } from './rule.ts'

const DOPPLER = 'https://docs.doppler.com/reference/auth-token-formats'
const VAULT = 'https://developer.hashicorp.com/vault/docs/concepts/tokens'

/** Tokens of package registries, build services, and of tools that keep secrets or infrastructure. */
export const CI_RULES: readonly ContentRule[] = defineRules('ci', [
  {
    id: 19, name: 'pypi-upload-token', title: ['PyPI', 'upload token'], severity: 'high', token: 'pypi-AgEI',
    body: String.raw`cHlwaS5vcmc[\w-]{50,1000}`, source: 'https://pypi.org/help/#apitoken',
    sample: 'pypi-AgEIcHlwaS5vcmc{url:120}', miss: 'pypi-AgEIcHlwaS5vcmc{url:20}',
  },
  {
    id: 38, name: 'clojars-api-token', title: ['Clojars', 'API token'], severity: 'high', token: 'CLOJARS_',
    body: '[A-Za-z0-9]{60}', source: 'https://github.com/clojars/clojars-web/wiki/Deploy-Tokens',
    sample: 'CLOJARS_{lower:60}', miss: 'CLOJARS_{lower:20}',
  },
  {
    id: 45, name: 'doppler-api-token', title: ['Doppler', 'API token'], severity: 'high', token: 'dp.pt.',
    body: '[A-Za-z0-9]{40,44}', source: DOPPLER, sample: '"dp.pt.{alnum:43}"', miss: '"dp.pt.{alnum:20}"',
  },
  {
    id: 300, name: 'doppler-service-token', title: ['Doppler', 'service token'], severity: 'high',
    token: ['dp.st.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'],
    body: String.raw`(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}`, source: DOPPLER,
    sample: ['dp.st.prd.{alnum:40}', 'dp.ct.{alnum:40}'], miss: 'dp.st.{alnum:12}',
  },
  {
    id: 62, name: 'terraform-cloud-token', title: ['HCP Terraform', 'API token'], severity: 'critical',
    keywords: ['.atlasv1.'], before: 15, after: 82, entropy: 3.5, binary: true,
    source: 'https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens',
    pattern: String.raw`(?<![A-Za-z0-9])(?<secret>[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70})(?![\w=-])`,
    sample: ['"{alnum:14}.atlasv1.{url:67}"', 'token = {alnum:14}.atlasv1.{url:60}'],
    miss: '"{alnum:14}.atlasv1.{url:20}"',
  },
  {
    id: 63, name: 'vault-batch-token', title: ['HashiCorp Vault', 'batch token'], severity: 'high',
    token: ['b.AAAAAQ', 'hvb.AAAAAQ'], body: String.raw`[\w=-]{130,300}`, source: VAULT,
    sample: ['b.AAAAAQ{url:156}', 'hvb.AAAAAQ{url:160}'], miss: 'b.AAAAAQ{url:20}',
  },
  {
    id: 301, name: 'vault-service-token', title: ['HashiCorp Vault', 'service token'], severity: 'critical',
    token: 'hvs.', body: String.raw`[\w-]{24,300}`, entropy: 3.3, source: VAULT,
    sample: ['hvs.{alnum:24}', 'VAULT_TOKEN=hvs.{url:95}'], miss: 'hvs.{alnum:9}',
  },
  {
    id: 82, name: 'npm-access-token', title: ['npm', 'access token'], severity: 'high', token: 'npm_',
    body: '[A-Za-z0-9]{36}', check: 'crc32',
    source: 'https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/',
    sample: ['//registry.npmjs.org/:_authToken=npm_{crc:30}', '"npm_{crc:30}"'], miss: 'npm_{alnum:20}',
  },
  {
    id: 302, name: 'npmrc-auth-token', title: ['npm registry', 'auth token', 'npm 仓库'], severity: 'high',
    assigned: ['_authtoken', '_auth'], value: '[A-Za-z0-9+/_=.:-]{12,1000}', entropy: 3, loose: true, check: 'loose-token',
    source: 'https://docs.npmjs.com/cli/v11/configuring-npm/npmrc#auth-related-configuration',
    sample: ['//npm.corp.local/:_authToken={uuid:1}', '_auth={b64:44}='],
    miss: [`//npm.corp.local/:_authToken=\${NPM_TOKEN}`, '_auth='],
  },
  {
    id: 84, name: 'planetscale-api-token', title: ['PlanetScale', 'API token'], severity: 'high',
    token: ['pscale_tkn_', 'pscale_oauth_'], body: String.raw`[\w=.-]{32,64}`,
    source: 'https://planetscale.com/docs/api/reference/service-tokens', sample: 'pscale_tkn_{url:43}',
    miss: 'pscale_tkn_{url:9}',
  },
  {
    id: 85, name: 'postman-api-token', title: ['Postman', 'API token'], severity: 'high', token: 'PMAK-',
    body: '[a-f0-9]{24}-[a-f0-9]{34}',
    source: 'https://learning.postman.com/docs/developer/postman-api/authentication/', sample: 'PMAK-{hex:24}-{hex:34}',
    miss: 'PMAK-{hex:24}',
  },
  {
    id: 86, name: 'pulumi-api-token', title: ['Pulumi', 'API token'], severity: 'high', token: 'pul-',
    body: '[a-f0-9]{40}', source: 'https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/',
    sample: 'pul-{hex:40}', miss: 'pul-{hex:12}',
  },
  {
    id: 87, name: 'rubygems-api-token', title: ['RubyGems', 'API token'], severity: 'high', token: 'rubygems_',
    body: '[a-f0-9]{48}', source: 'https://guides.rubygems.org/api-key-scopes/', sample: 'rubygems_{hex:48}',
    miss: 'rubygems_{hex:12}',
  },
  {
    id: 131, name: 'prefect-api-token', title: ['Prefect', 'API token'], severity: 'medium', token: 'pnu_',
    body: '[A-Za-z0-9]{36}', source: 'https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys',
    sample: 'pnu_{lower:36}', miss: 'pnu_{lower:12}',
  },
  {
    id: 303, name: 'docker-hub-token', title: ['Docker Hub', 'personal access token'], severity: 'high',
    token: ['dckr_pat_', 'dckr_oat_'], body: String.raw`[\w-]{27,32}`,
    source: 'https://docs.docker.com/security/access-tokens/', sample: ['dckr_pat_{url:27}', 'dckr_oat_{url:32}'],
    miss: 'dckr_pat_{url:9}',
  },
  {
    id: 304, name: 'nuget-api-key', title: ['NuGet', 'API key'], severity: 'high', token: 'oy2', body: '[a-z0-9]{43}',
    entropy: 3.5, delimited: true, source: 'https://learn.microsoft.com/nuget/nuget-org/scoped-api-keys',
    sample: 'NUGET_KEY=oy2{lower:43}', miss: 'NUGET_KEY=oy2{lower:12}',
  },
  {
    id: 305, name: 'cratesio-token', title: ['crates.io', 'API token'], severity: 'high', token: 'cio', delimited: true,
    body: '[A-Za-z0-9]{32}', entropy: 3.5,
    source: 'https://doc.rust-lang.org/cargo/reference/registry-authentication.html', sample: 'token = "cio{alnum:32}"',
    miss: 'token = "cio{alnum:9}"',
  },
  {
    id: 306, name: 'artifactory-api-key', title: ['JFrog Artifactory', 'API key'], severity: 'high', token: 'AKCp',
    body: '[A-Za-z0-9]{60,75}',
    source: 'https://jfrog.com/help/r/jfrog-platform-administration-documentation/user-profile',
    sample: 'AKCp{alnum:69}', miss: 'AKCp{alnum:12}',
  },
  {
    id: 307, name: 'artifactory-reference-token', title: ['JFrog Artifactory', 'access token'], severity: 'high',
    token: 'cmVmdGtu', body: '[A-Za-z0-9]{56}',
    source: 'https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens',
    sample: 'cmVmdGtu{alnum:56}', miss: 'cmVmdGtu{alnum:12}',
  },
  {
    id: 308, name: 'sonarqube-token', title: ['SonarQube', 'token'], severity: 'high', token: ['squ_', 'sqp_', 'sqa_'],
    body: '[a-f0-9]{40}', source: 'https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/',
    sample: ['squ_{hex:40}', 'sqp_{hex:40}'], miss: 'squ_{hex:12}',
  },
  {
    id: 309, name: 'snyk-api-token', title: ['Snyk', 'API token'], severity: 'high', assigned: 'snyk', weak: true,
    confidence: 'medium', value: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    source: 'https://docs.snyk.io/snyk-api/authentication-for-api', sample: 'SNYK_TOKEN={uuid:1}',
    miss: 'SNYK_TOKEN={hex:12}',
  },
  {
    id: 310, name: 'circleci-token', title: ['CircleCI', 'personal access token'], severity: 'high',
    token: ['CCIPAT_', 'CCIPRJ_'], body: String.raw`[A-Za-z0-9]{20,24}_[a-f0-9]{40}`,
    source: 'https://circleci.com/docs/managing-api-tokens/', sample: 'CCIPAT_{alnum:22}_{hex:40}',
    miss: 'CCIPAT_{alnum:22}',
  },
  {
    id: 311, name: 'buildkite-token', title: ['Buildkite', 'API token'], severity: 'high', token: ['bkua_', 'bkct_'],
    body: '[a-zA-Z0-9]{40,50}', source: 'https://buildkite.com/docs/apis/managing-api-tokens', sample: 'bkua_{hex:40}',
    miss: 'bkua_{hex:12}',
  },
  {
    id: 41, name: 'databricks-api-token', title: ['Databricks', 'API token'], severity: 'high', token: 'dapi',
    body: String.raw`[a-h0-9]{32}(?:-\d)?`, entropy: 3, source: 'https://docs.databricks.com/dev-tools/auth/pat',
    sample: ['dapi{hex:32}', 'dapi{hex:32}-2'], miss: 'dapi{hex:12}',
  },
  {
    id: 313, name: 'onepassword-service-token', title: ['1Password', 'service account token'], severity: 'critical',
    token: 'ops_eyJ', body: String.raw`[\w-]{200,2000}={0,2}`,
    source: 'https://developer.1password.com/docs/service-accounts/', sample: 'ops_eyJ{url:300}',
    miss: 'ops_eyJ{url:30}',
  },
  {
    id: 314, name: 'onepassword-secret-key', title: ['1Password', 'secret key'], severity: 'critical', token: 'A3-',
    body: '[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}', delimited: true,
    entropy: 3.5, source: 'https://support.1password.com/secret-key-security/',
    sample: '"A3-{upper:6}-{upper:11}-{upper:5}-{upper:5}-{upper:5}"', miss: '"A3-{upper:6}"',
  },
  {
    id: 315, name: 'infracost-api-token', title: ['Infracost', 'API token'], severity: 'medium', token: 'ico-',
    body: '[A-Za-z0-9]{32}', source: 'https://www.infracost.io/docs/infracost_cloud/api_keys/',
    sample: 'ico-{alnum:32}', miss: 'ico-{alnum:9}',
  },
  {
    id: 316, name: 'supabase-token', title: ['Supabase', 'personal access token'], severity: 'high', token: 'sbp_',
    body: '(?:oauth_|v0_)?[a-f0-9]{40}', source: 'https://supabase.com/docs/reference/api/introduction',
    sample: 'sbp_{hex:40}', miss: 'sbp_{hex:12}',
  },
  {
    id: 317, name: 'supabase-secret-key', title: ['Supabase', 'secret key'], severity: 'critical', token: 'sb_secret_',
    body: String.raw`[\w-]{22}_[\w-]{8}`, source: 'https://supabase.com/docs/guides/api/api-keys',
    sample: 'sb_secret_{alnum:22}_{alnum:8}', miss: 'sb_secret_{alnum:9}',
  },
  {
    id: 318, name: 'vercel-blob-token', title: ['Vercel Blob', 'access token'], severity: 'high',
    token: 'vercel_blob_rw_', body: String.raw`[A-Za-z0-9]{16}_[A-Za-z0-9]{30,40}`,
    source: 'https://vercel.com/docs/vercel-blob/using-blob-sdk', sample: 'vercel_blob_rw_{alnum:16}_{alnum:32}',
    miss: 'vercel_blob_rw_{alnum:9}',
  },
  {
    id: 319, name: 'netlify-access-token', title: ['Netlify', 'personal access token'], severity: 'high',
    token: ['nfp_', 'nfo_', 'nfb_'], delimited: true, body: '[A-Za-z0-9]{36}', entropy: 3.3,
    source: 'https://docs.netlify.com/api/get-started/#authentication', sample: 'NETLIFY_AUTH_TOKEN=nfp_{alnum:36}',
    miss: 'nfp_{alnum:9}',
  },
  {
    id: 320, name: 'tailscale-key', title: ['Tailscale', 'auth token'], severity: 'high',
    token: ['tskey-auth-', 'tskey-api-', 'tskey-client-', 'tskey-'], body: '[A-Za-z0-9]{8,24}-[A-Za-z0-9]{16,48}',
    source: 'https://tailscale.com/kb/1085/auth-keys',
    sample: ['tskey-auth-{alnum:17}-{alnum:32}', 'tskey-{alnum:12}-{alnum:22}'], miss: 'tskey-auth-{alnum:6}',
  },
  {
    id: 321, name: 'openshift-token', title: ['OpenShift', 'user key'], severity: 'high', token: 'sha256~',
    body: String.raw`[\w-]{43}`,
    source: 'https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/authentication_and_authorization/managing-oauth-access-tokens',
    sample: 'sha256~{url:43}', miss: 'sha256~{url:9}',
  },
  {
    id: 433, name: 'sourcegraph-token', title: ['Sourcegraph', 'access token'], severity: 'high', token: 'sgp_', body: '(?:(?:[a-f0-9]{16}|local)_)?[a-f0-9]{40}',
    source: 'https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token', sample: ['sgp_{hex:40}', 'sgp_{hex:16}_{hex:40}', 'sgp_local_{hex:40}'], miss: 'sgp_{hex:12}',
  },
  {
    id: 434, name: 'docker-swarm-token', title: ['Docker Swarm', 'token'], severity: 'critical', token: 'SWMTKN-1-', body: '[a-z0-9]{50}-[a-z0-9]{25}',
    source: 'https://docs.docker.com/engine/swarm/join-nodes/', sample: 'docker swarm join --token SWMTKN-1-{lower:50}-{lower:25} 10.0.0.1:2377', miss: 'SWMTKN-1-{lower:20}',
  },
  {
    id: 435, name: 'kubeadm-bootstrap-token', title: ['Kubernetes bootstrap', 'token', 'Kubernetes 引导'], severity: 'high', ignoreCase: true,
    keywords: ['kubeadm', 'bootstrap-token', 'bootstraptoken', 'bootstrap_token', 'tls-bootstrap'], before: 200, after: 300, entropy: 3,
    pattern: String.raw`(?<![\w.-])(?<secret>(?=[a-z.]{0,22}\d)[a-z0-9]{6}\.[a-z0-9]{16})(?![\w.-])`, check: 'lower-case',
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/',
    sample: ['kubeadm join 10.0.0.1:6443 --token {lower:6}.{lower:15}7', 'kind: InitConfiguration\nbootstrapTokens:\n- token: {lower:6}.{lower:15}3'], miss: ['kubeadm join --token abcdef.0123456789abcdef', 'kubeadm.config.configuration'],
  },
  {
    id: 436, name: 'sonarqube-login', title: ['SonarQube', 'token'], severity: 'high', assigned: ['sonar.login', 'sonar.token', 'sonar_token', 'sonar_login', 'sonarqube'], value: '[a-f0-9]{40}',
    entropy: 3, source: 'https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/', sample: ['sonar.login={hex:40}', 'SONAR_TOKEN={hex:40}', 'mvn -Dsonar.login={hex:40}'],
    miss: 'sonar.login={hex:12}',
  },
  {
    id: 437, name: 'vault-legacy-token', title: ['HashiCorp Vault', 'service token'], severity: 'high', assigned: ['vault'], value: String.raw`s\.[A-Za-z0-9]{24}`, entropy: 3.3, source: VAULT,
    sample: ['VAULT_TOKEN=s.{alnum:24}', 'X-Vault-Token: s.{alnum:24}'], miss: 'VAULT_TOKEN=s.{alnum:9}',
  },
  {
    id: 438, name: 'jenkins-encrypted-secret', title: ['Jenkins', 'password'], severity: 'medium', token: '{AQAAABAAAA', body: '[A-Za-z0-9+/]{20,4000}={0,2}}', binary: false,
    source: 'https://www.jenkins.io/doc/developer/security/secrets/', sample: '<password>{open:1}AQAAABAAAA{b64:42}=}</password>', miss: '<password>{open:1}AQAAABAAAA}</password>',
  },
])
