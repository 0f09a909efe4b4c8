import { defineRules } from './define.ts'
import type { ContentRule } from './rule.ts'

const ADOBE = 'https://developer.adobe.com/developer-console/docs/guides/authentication/'
const ASANA = 'https://developers.asana.com/docs/oauth'
const CONTENTFUL = 'https://www.contentful.com/developers/docs/references/authentication/'
const DROPBOX = 'https://developers.dropbox.com/oauth-guide'
const HUBSPOT = 'https://developers.hubspot.com/docs/guides/apps/private-apps/overview'
const LINEAR = 'https://linear.app/developers/graphql'
const LINKEDIN = 'https://learn.microsoft.com/linkedin/shared/authentication/client-credentials-flow'
const UUID_LIKE = '[a-h0-9]{8}-[a-h0-9]{4}-[a-h0-9]{4}-[a-h0-9]{4}-[a-h0-9]{12}'

/** Credentials of services that fit nowhere else. */
export const SAAS_RULES: readonly ContentRule[] = defineRules('saas', [
  {
    id: 26, name: 'facebook-token', title: ['Facebook', 'client secret'], severity: 'high', assigned: 'facebook',
    value: '[a-f0-9]{32}', source: 'https://developers.facebook.com/docs/facebook-login/guides/access-tokens/',
    sample: ['facebook_key = "{hex:32}"', 'FACEBOOK_APP_SECRET={hex:32}'], miss: 'facebook_key = "{hex:12}"',
  },
  {
    id: 350, name: 'facebook-access-token', title: ['Facebook', 'access token'], severity: 'high',
    token: ['EAACEdEose0cBA', 'EAAGm0PX4ZCps', 'EAAB', 'EAAC', 'EAAD', 'EAAG', 'EAAJ'], body: '[A-Za-z0-9]{100,300}',
    entropy: 4, source: 'https://developers.facebook.com/docs/facebook-login/guides/access-tokens/',
    sample: 'EAAB{alnum:160}', miss: 'EAAB{alnum:20}',
  },
  {
    id: 27, name: 'twitter-token', title: ['Twitter', 'API token'], severity: 'high', assigned: 'twitter',
    value: '[a-f0-9]{35,44}', source: 'https://docs.x.com/resources/fundamentals/authentication/overview',
    sample: 'twitter_token = "{hex:40}"', miss: 'twitter_token = "{hex:12}"',
  },
  {
    id: 351, name: 'twitter-bearer-token', title: ['Twitter', 'access token'], severity: 'high',
    token: 'AAAAAAAAAAAAAAAAAAAAA', body: String.raw`[A-Za-z0-9]{5,12}(?:%2B|%2F|%3D|[A-Za-z0-9]){60,120}`, entropy: 4,
    binary: false, source: 'https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/application-only',
    sample: 'AAAAAAAAAAAAAAAAAAAAA{alnum:8}%2B{alnum:60}%3D{alnum:20}', miss: 'AAAAAAAAAAAAAAAAAAAAA{alnum:9}',
  },
  {
    id: 28, name: 'adobe-client-id', title: ['Adobe', 'client ID'], severity: 'medium', assigned: 'adobe',
    value: '[a-f0-9]{32}', source: ADOBE, sample: 'adobe_client_id = "{hex:32}"', miss: 'adobe_client_id = "{hex:12}"',
  },
  {
    id: 29, name: 'adobe-client-secret', title: ['Adobe', 'client secret'], severity: 'high', token: ['p8e-', 'p8E-'],
    body: '[A-Za-z0-9]{32}', source: ADOBE, sample: 'p8e-{alnum:32}', miss: 'p8e-{alnum:9}',
  },
  {
    id: 32, name: 'asana-client-id', title: ['Asana', 'client ID'], severity: 'medium', assigned: 'asana',
    value: '[0-9]{16}', entropy: 2, source: ASANA, sample: 'asana_client_id = "{digit:16}"',
    miss: 'asana_client_id = "{digit:5}"',
  },
  {
    id: 33, name: 'asana-client-secret', title: ['Asana', 'client secret'], severity: 'high', assigned: 'asana',
    value: '[a-z0-9]{32}', source: ASANA, sample: 'asana_secret = "{lower:32}"', miss: 'asana_secret = "{lower:12}"',
  },
  {
    id: 37, name: 'beamer-api-token', title: ['Beamer', 'API token'], severity: 'high', assigned: 'beamer',
    value: 'b_[a-z0-9=_-]{44}', source: 'https://www.getbeamer.com/api', sample: 'beamer_key = "b_{url:44}"',
    miss: 'beamer_key = "b_{url:12}"',
  },
  {
    id: 39, name: 'contentful-delivery-token', title: ['Contentful', 'delivery API token'], severity: 'high',
    legacy: [39, 40], assigned: 'contentful', value: '[a-z0-9=_-]{43}', entropy: 3.5, source: CONTENTFUL,
    sample: 'contentful_token = "{url:43}"', miss: 'contentful_token = "{url:12}"',
  },
  {
    id: 352, name: 'contentful-management-token', title: ['Contentful', 'management token'], severity: 'high',
    token: 'CFPAT-', body: String.raw`[\w-]{43}`, source: CONTENTFUL, sample: 'CFPAT-{url:43}', miss: 'CFPAT-{url:9}',
  },
  {
    id: 46, name: 'dropbox-api-secret', title: ['Dropbox', 'client secret'], severity: 'high', assigned: 'dropbox',
    value: '[a-z0-9]{15}', weak: true, source: DROPBOX, sample: 'dropbox_secret = "{lower:15}"',
    miss: 'dropbox_secret = "{lower:9}"',
  },
  {
    id: 47, name: 'dropbox-short-lived-token', title: ['Dropbox', 'access token'], severity: 'high', token: ['sl.'],
    delimited: true, body: '[A-Za-z0-9=_-]{130,2000}', entropy: 4, source: DROPBOX,
    sample: ['dropbox_token = "sl.{url:135}"', 'token=sl.{url:1100}'], miss: 'dropbox_token = "sl.{url:20}"',
  },
  {
    id: 48, name: 'dropbox-long-lived-token', title: ['Dropbox', 'API token'], severity: 'high', assigned: 'dropbox',
    value: '[a-z0-9]{11}AAAAAAAAAA[a-z0-9_=-]{43}', source: DROPBOX,
    sample: 'dropbox_token = "{lower:11}AAAAAAAAAA{url:43}"', miss: 'dropbox_token = "{lower:11}AAAAAAAAAA"',
  },
  {
    id: 53, name: 'fastly-api-token', title: ['Fastly', 'API token'], severity: 'high', assigned: 'fastly',
    value: '[a-z0-9=_-]{32}', entropy: 3.3, source: 'https://www.fastly.com/documentation/reference/api/auth-tokens/',
    sample: 'FASTLY_API_TOKEN={url:32}', miss: 'fastly_key = "{url:12}"',
  },
  {
    id: 59, name: 'frameio-api-token', title: ['Frame.io', 'API token'], severity: 'high', token: 'fio-u-',
    body: '[A-Za-z0-9=_-]{64}', source: 'https://developer.frame.io/docs/getting-started/authentication',
    sample: 'fio-u-{url:64}', miss: 'fio-u-{url:12}',
  },
  {
    id: 64, name: 'hubspot-api-token', title: ['HubSpot', 'API token'], severity: 'high', assigned: 'hubspot',
    value: UUID_LIKE, source: HUBSPOT, sample: 'hubspot_key = "{uuid:1}"', miss: 'hubspot_key = "{hex:8}"',
  },
  {
    id: 353, name: 'hubspot-private-app-token', title: ['HubSpot', 'access token'], severity: 'high',
    token: ['pat-na1-', 'pat-na2-', 'pat-eu1-', 'pat-ap1-'], body: UUID_LIKE, source: HUBSPOT,
    sample: 'pat-na1-{uuid:1}', miss: 'pat-na1-{hex:8}',
  },
  {
    id: 67, name: 'ionic-api-token', title: ['Ionic', 'API token'], severity: 'high', token: 'ion_', delimited: true,
    body: '[A-Za-z0-9]{42}', source: 'https://ionic.io/docs/appflow/personal-access-tokens',
    sample: 'token = "ion_{alnum:42}"', miss: 'token = "ion_{alnum:9}"',
  },
  {
    id: 68, name: 'linear-api-token', title: ['Linear', 'API key'], severity: 'high', token: 'lin_api_',
    body: '[A-Za-z0-9]{40}', source: LINEAR, sample: 'lin_api_{alnum:40}', miss: 'lin_api_{alnum:9}',
  },
  {
    id: 69, name: 'linear-client-secret', title: ['Linear', 'client secret'], severity: 'high', assigned: 'linear',
    value: '[a-f0-9]{32}', source: LINEAR, sample: 'linear_secret = "{hex:32}"', miss: 'linear_secret = "{hex:9}"',
  },
  {
    id: 76, name: 'mapbox-api-token', title: ['Mapbox', 'API token'], severity: 'medium',
    token: ['pk.eyJ', 'sk.eyJ', 'tk.eyJ'], body: String.raw`[A-Za-z0-9_-]{50,120}\.[A-Za-z0-9_-]{22}`,
    source: 'https://docs.mapbox.com/help/dive-deeper/access-tokens/', sample: 'pk.eyJ{alnum:57}.{alnum:22}',
    miss: 'pk.eyJ{alnum:20}.{alnum:9}',
  },
  {
    id: 91, name: 'linkedin-client-secret', title: ['LinkedIn', 'client secret'], severity: 'high',
    assigned: 'linkedin', value: String.raw`(?:[a-z]{16}|[a-z0-9]{16}|WPL_AP\d\.[\w.+/=]{16,24})`, weak: true,
    source: LINKEDIN,
    sample: ['linkedin_secret = "{loweralpha:16}"', 'LINKEDIN_CLIENT_SECRET=WPL_AP1.{alnum:16}.{alnum:6}'],
    miss: 'linkedin_secret = "{loweralpha:9}"',
  },
  {
    id: 92, name: 'linkedin-client-id', title: ['LinkedIn', 'client ID'], severity: 'medium', assigned: 'linkedin',
    value: '[a-z0-9]{14}', weak: true, source: LINKEDIN, sample: 'linkedin_client_id = "{lower:14}"',
    miss: 'linkedin_client_id = "{lower:9}"',
  },
  {
    id: 93, name: 'twitch-api-token', title: ['Twitch', 'API token'], severity: 'high', assigned: 'twitch',
    value: '[a-z0-9]{30}', source: 'https://dev.twitch.tv/docs/authentication/', sample: 'twitch_token = "{lower:30}"',
    miss: 'twitch_token = "{lower:9}"',
  },
  {
    id: 94, name: 'typeform-api-token', title: ['Typeform', 'API token'], severity: 'high', token: 'tfp_',
    body: '[A-Za-z0-9_.=-]{59}', source: 'https://www.typeform.com/developers/get-started/personal-access-token/',
    sample: 'typeform_token: tfp_{url:59}', miss: 'typeform_token: tfp_{url:12}',
  },
  {
    id: 354, name: 'airtable-personal-token', title: ['Airtable', 'personal access token'], severity: 'high',
    assigned: ['airtable', 'at_token'], value: String.raw`pat[A-Za-z0-9]{14}\.[a-f0-9]{64}`, confidence: 'high',
    entropy: 3.5, source: 'https://airtable.com/developers/web/guides/personal-access-tokens',
    sample: 'AIRTABLE_TOKEN=pat{alnum:14}.{hex:64}', miss: 'AIRTABLE_TOKEN=pat{alnum:14}',
  },
  {
    id: 355, name: 'notion-api-token', title: ['Notion', 'API token'], severity: 'high', token: ['ntn_'],
    body: '[A-Za-z0-9]{40,46}', entropy: 3.5, source: 'https://developers.notion.com/reference/authentication',
    sample: 'ntn_{digit:11}{alnum:35}', miss: 'ntn_{alnum:9}',
  },
  {
    id: 356, name: 'figma-token', title: ['Figma', 'personal access token'], severity: 'medium',
    token: ['figd_', 'figu_'], body: String.raw`[\w-]{40,42}`,
    source: 'https://developers.figma.com/docs/rest-api/authentication/', sample: 'figd_{url:40}', miss: 'figd_{url:9}',
  },
  {
    id: 357, name: 'okta-api-token', title: ['Okta', 'API token'], severity: 'critical', assigned: ['okta', 'ssws'],
    value: String.raw`00[\w-]{40}`, entropy: 3.5, check: 'named-assignment',
    source: 'https://developer.okta.com/docs/guides/create-an-api-token/', sample: 'OKTA_API_TOKEN=00{url:40}',
    miss: 'OKTA_API_TOKEN=00{url:9}',
  },
  {
    id: 358, name: 'clickup-token', title: ['ClickUp', 'personal access token'], severity: 'medium', token: 'pk_',
    delimited: true, body: String.raw`\d{6,9}_[A-Z0-9]{32}`, entropy: 3.3,
    source: 'https://developer.clickup.com/docs/authentication', sample: 'CLICKUP=pk_{nonzero:8}_{upper:32}',
    miss: 'CLICKUP=pk_{nonzero:8}',
  },
  {
    id: 443, name: 'okta-authorization', title: ['Okta', 'API token'], severity: 'critical', token: 'SSWS ', body: String.raw`00[\w-]{40}`, entropy: 3.5,
    source: 'https://developer.okta.com/docs/guides/create-an-api-token/', sample: ['Authorization: SSWS 00{url:40}', '"SSWS 00{url:40}"'], miss: 'Authorization: SSWS 00{url:9}',
  },
  {
    id: 444, name: 'salesforce-session', title: ['Salesforce', 'access token'], severity: 'high', keywords: ['!AQ'], before: 20, after: 160, entropy: 3.5, binary: true,
    pattern: String.raw`(?<![\w!])(?<secret>00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?!AQ[\w.]{60,140})(?![\w.])`,
    source: 'https://developer.salesforce.com/docs/platform/mobile-sdk/guide/oauth-intro-terms.html', sample: 'access_token=00D{alnum:12}!AQ{alnum:92}', miss: '00D{alnum:12}!AQ{alnum:9}',
  },
  {
    id: 445, name: 'adafruit-io-key', title: ['Adafruit IO', 'API key'], severity: 'medium', token: 'aio_', body: '[A-Za-z]{4}[0-9]{2}[A-Za-z0-9]{22}', source: 'https://io.adafruit.com/api/docs/',
    sample: 'ADAFRUIT_IO_KEY=aio_{alpha:4}{digit:2}{alnum:22}', miss: 'aio_{alnum:9}',
  },
  {
    id: 446, name: 'pixie-api-key', title: ['Pixie', 'API key'], severity: 'high', token: ['px-api-', 'px-dep-'], body: UUID_LIKE, source: 'https://docs.px.dev/reference/admin/api-keys/',
    sample: ['px-api-{uuid:1}', 'px-dep-{uuid:1}'], miss: 'px-api-{hex:8}',
  },
  {
    id: 447, name: 'odt-token', title: { en: 'API token with the prefix odt_', zh: '前缀为 odt_ 的 API 令牌' }, severity: 'medium', token: 'odt_', body: '[A-Za-z0-9_-]{20,100}', entropy: 3.3, binary: false, confidence: 'medium',
    source: 'https://cwe.mitre.org/data/definitions/798.html', sample: 'TOKEN=odt_{alnum:40}', miss: 'odt_{alnum:8}',
  },
])
