import { defineRules } from './define.ts'
import type { ContentRule } from './rule.ts'

const GRAFANA = 'https://grafana.com/docs/grafana/latest/administration/service-accounts/'
const NEW_RELIC = 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/'
const DATADOG = 'https://docs.datadoghq.com/account_management/api-app-keys/'
const SENTRY = 'https://docs.sentry.io/api/auth/'

/** Keys of monitoring and logging services. */
export const MONITORING_RULES: readonly ContentRule[] = defineRules('monitoring', [
  {
    id: 50, name: 'dynatrace-api-token', title: ['Dynatrace', 'API token'], severity: 'high',
    token: ['dt0c01.', 'dt0s01.', 'dt0s16.'], body: String.raw`[A-Za-z0-9]{8,24}\.[A-Za-z0-9]{64}`,
    source: 'https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens',
    sample: '"dt0c01.{upper:24}.{upper:64}"', miss: '"dt0c01.{upper:24}"',
  },
  {
    id: 61, name: 'grafana-api-token', title: ['Grafana', 'API key'], severity: 'high', token: 'eyJrIjoi',
    body: '[A-Za-z0-9+/]{64,100}={0,2}',
    source: 'https://grafana.com/docs/grafana/latest/administration/service-accounts/migrate-api-keys/',
    sample: '"eyJrIjoi{alnum:84}"', miss: '"eyJrIjoi{alnum:20}"',
  },
  {
    id: 129, name: 'grafana-cloud-api-token', title: ['Grafana Cloud', 'API token'], severity: 'high', token: 'glc_',
    body: '[A-Za-z0-9+/]{32,400}={0,3}',
    source: 'https://grafana.com/docs/grafana-cloud/security-and-account-management/authentication-and-permissions/access-policies/',
    sample: 'glc_{alnum:120}', miss: 'glc_{alnum:12}',
  },
  {
    id: 130, name: 'grafana-service-account-token', title: ['Grafana', 'service account token'], severity: 'high',
    token: 'glsa_', body: '[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}', source: GRAFANA, sample: 'glsa_{alnum:32}_{hex:8}',
    miss: 'glsa_{alnum:32}',
  },
  {
    id: 79, name: 'new-relic-user-key', title: ['New Relic', 'user key'], severity: 'high', token: 'NRAK-',
    body: '[A-Z0-9]{27}', source: NEW_RELIC, sample: '"NRAK-{upper:27}"', miss: '"NRAK-{upper:9}"',
  },
  {
    id: 80, name: 'new-relic-user-id', title: ['New Relic', 'API ID'], severity: 'medium',
    assigned: ['newrelic', 'new_relic'], value: '[A-Z0-9]{64}', source: NEW_RELIC, sample: 'newrelic_id = "{upper:64}"',
    miss: 'newrelic_id = "{upper:20}"',
  },
  {
    id: 81, name: 'new-relic-browser-token', title: ['New Relic browser', 'API token'], severity: 'low', token: 'NRJS-',
    body: '[a-f0-9]{19}', source: NEW_RELIC, sample: '"NRJS-{hex:19}"', miss: '"NRJS-{hex:9}"',
  },
  {
    id: 330, name: 'new-relic-license-key', title: ['New Relic', 'license key'], severity: 'high', keywords: ['NRAL'],
    before: 37, after: 5, entropy: 2.5, binary: true,
    pattern: '(?<![A-Za-z0-9])(?<secret>[a-f0-9]{36}NRAL|[a-f0-9]{32}FFFFNRAL)(?![A-Za-z0-9])', source: NEW_RELIC,
    sample: '{hex:36}NRAL', miss: '{hex:12}NRAL',
  },
  {
    id: 331, name: 'new-relic-insights-key', title: ['New Relic insert', 'API key'], severity: 'medium',
    token: ['NRII-', 'NRIQ-'], body: String.raw`[\w-]{32}`, source: NEW_RELIC, sample: 'NRII-{url:32}',
    miss: 'NRII-{url:9}',
  },
  {
    id: 332, name: 'datadog-api-key', title: ['Datadog', 'API key'], severity: 'high',
    assigned: ['datadog', 'dd_api', 'dd-api'], value: '[a-f0-9]{32}', weak: true, confidence: 'medium', source: DATADOG,
    sample: 'DD_API_KEY={hex:32}', miss: 'DD_API_KEY={hex:12}',
  },
  {
    id: 333, name: 'datadog-application-key', title: ['Datadog', 'application key'], severity: 'high',
    assigned: ['datadog', 'dd_app', 'dd-app'], value: '[a-f0-9]{40}', weak: true, confidence: 'medium', source: DATADOG,
    sample: 'DD_APP_KEY={hex:40}', miss: 'DD_APP_KEY={hex:12}',
  },
  {
    id: 334, name: 'sentry-organization-token', title: ['Sentry', 'organization token'], severity: 'high',
    token: 'sntrys_', body: String.raw`[A-Za-z0-9+/=]{60,400}_[A-Za-z0-9+/]{43}`, source: SENTRY,
    sample: 'sntrys_eyJ{alnum:100}={alnum:3}_{b64:43}', miss: 'sntrys_eyJ{alnum:12}',
  },
  {
    id: 335, name: 'sentry-user-token', title: ['Sentry', 'auth token'], severity: 'high',
    token: ['sntryu_', 'sntryi_'], body: '[a-f0-9]{64}', source: SENTRY, sample: 'sntryu_{hex:64}',
    miss: 'sntryu_{hex:12}',
  },
  {
    id: 336, name: 'sentry-dsn-secret', title: ['Sentry', 'connection string'], severity: 'low',
    keywords: ['.sentry.io/'], before: 110, after: 40, entropy: 3,
    pattern: String.raw`https?:\\?/\\?/(?<secret>[a-f0-9]{32}(?::[a-f0-9]{32})?)@[\w.-]{1,60}\.sentry\.io\\?/\d{1,20}`,
    source: 'https://docs.sentry.io/concepts/key-terms/dsn-explainer/',
    sample: 'https://{hex:32}:{hex:32}@o1.ingest.sentry.io/{nonzero:7}',
    miss: 'https://o1.ingest.sentry.io/{nonzero:7}',
  },
  {
    id: 337, name: 'honeycomb-key', title: ['Honeycomb', 'API key'], severity: 'medium',
    token: ['hcaik_', 'hcxik_', 'hcamk_', 'hcbik_'], body: '[A-Za-z0-9]{58}',
    source: 'https://docs.honeycomb.io/configure/environments/manage-api-keys/', sample: 'hcaik_{lower:58}',
    miss: 'hcaik_{lower:12}',
  },
  {
    id: 338, name: 'splunk-hec-token', title: ['Splunk HEC', 'token'], severity: 'high',
    assigned: ['splunk', 'hec_token'], weak: true, confidence: 'medium',
    value: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    source: 'https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector',
    sample: 'SPLUNK_HEC_TOKEN={uuid:1}', miss: 'SPLUNK_HEC_TOKEN={hex:12}',
  },
  {
    id: 339, name: 'posthog-personal-key', title: ['PostHog', 'personal access token'], severity: 'medium',
    token: ['phx_'], body: '[A-Za-z0-9]{43,50}', source: 'https://posthog.com/docs/api', sample: 'phx_{alnum:43}',
    miss: 'phx_{alnum:12}',
  },
  {
    id: 340, name: 'pagerduty-token', title: ['PagerDuty', 'API token'], severity: 'high',
    assigned: ['pagerduty', 'pd_token'], value: String.raw`[A-Za-z0-9+_-]{20}`, entropy: 3.2, weak: true,
    source: 'https://support.pagerduty.com/main/docs/api-access-keys', sample: 'PAGERDUTY_API_TOKEN={alnum:20}',
    miss: 'PAGERDUTY_API_TOKEN={alnum:9}',
  },
])
