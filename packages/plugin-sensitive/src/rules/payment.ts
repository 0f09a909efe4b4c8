import { defineRules } from './define.ts'
import type { ContentRule } from './rule.ts'

const SHOPIFY = 'https://shopify.dev/changelog/app-secret-key-length-has-increased'
const STRIPE = 'https://docs.stripe.com/keys'
const FLUTTERWAVE = 'https://developer.flutterwave.com/docs/integration-guides/authentication/'
const FINICITY = 'https://developer.mastercard.com/open-banking-us/documentation/quick-start-guide/'
// "lob" alone is part of words of every program ("blob", "global").
const LOB_NAMES = ['lob_api', 'lob_key', 'lob_secret', 'lob_pub', 'lob_live', 'lob_test', 'lobapi', 'lob-', 'lob.', 'lob=', 'lob =', 'lob:', 'lob"', "lob'"]
const LOB = 'https://docs.lob.com/#tag/API-Keys'

/** Keys of payment providers and shops. */
export const PAYMENT_RULES: readonly ContentRule[] = defineRules('payment', [
  {
    id: 13, name: 'shopify-shared-secret', title: ['Shopify', 'shared secret'], severity: 'high', token: 'shpss_',
    body: '[a-fA-F0-9]{32}', source: SHOPIFY, sample: 'shpss_{hex:32}', miss: 'shpss_{hex:12}',
  },
  {
    id: 14, name: 'shopify-access-token', title: ['Shopify', 'access token'], severity: 'high', token: 'shpat_',
    body: '[a-fA-F0-9]{32}', source: SHOPIFY, sample: 'shpat_{hex:32}', miss: 'shpat_{hex:12}',
  },
  {
    id: 15, name: 'shopify-custom-app-token', title: ['Shopify custom app', 'access token', 'Shopify 自定义应用'],
    severity: 'high', token: 'shpca_', body: '[a-fA-F0-9]{32}', source: SHOPIFY, sample: 'shpca_{hex:32}',
    miss: 'shpca_{hex:12}',
  },
  {
    id: 16, name: 'shopify-private-app-token', title: ['Shopify private app', 'access token', 'Shopify 私有应用'],
    severity: 'high', token: 'shppa_', body: '[a-fA-F0-9]{32}', source: SHOPIFY, sample: 'shppa_{hex:32}',
    miss: 'shppa_{hex:12}',
  },
  {
    id: 18, name: 'stripe-live-secret-key', title: ['Stripe', 'live secret key'], severity: 'critical',
    token: 'sk_live_', body: '[A-Za-z0-9]{10,247}', entropy: 3, source: STRIPE, sample: 'sk_live_{alnum:24}',
    miss: 'sk_live_{alnum:6}',
  },
  {
    id: 256, name: 'stripe-test-secret-key', title: ['Stripe', 'test key'], severity: 'low', legacy: [18],
    token: ['sk_test_', 'rk_test_'], body: '[A-Za-z0-9]{10,247}', entropy: 3, source: STRIPE,
    sample: ['sk_test_{alnum:24}', 'rk_test_{alnum:99}'], miss: 'sk_test_{alnum:6}',
  },
  {
    id: 257, name: 'stripe-publishable-key', title: ['Stripe', 'publishable key'], severity: 'low', legacy: [18],
    token: ['pk_live_', 'pk_test_'], body: '[A-Za-z0-9]{10,247}', entropy: 3, source: STRIPE,
    sample: ['pk_live_{alnum:24}', 'pk_test_{alnum:24}'], miss: 'pk_live_{alnum:6}',
  },
  {
    id: 258, name: 'stripe-restricted-key', title: ['Stripe', 'restricted key'], severity: 'high', token: 'rk_live_',
    body: '[A-Za-z0-9]{10,247}', entropy: 3, source: STRIPE, sample: 'rk_live_{alnum:99}', miss: 'rk_live_{alnum:6}',
  },
  {
    id: 259, name: 'stripe-webhook-secret', title: ['Stripe', 'webhook signing secret'], severity: 'high',
    token: 'whsec_', body: '[A-Za-z0-9+/]{24,64}={0,2}', entropy: 3,
    source: 'https://docs.stripe.com/webhooks/signature', sample: 'whsec_{alnum:32}', miss: 'whsec_{alnum:9}',
  },
  {
    id: 260, name: 'square-access-token', title: ['Square', 'access token'], severity: 'critical',
    token: ['EAAAE', 'EAAAl'], body: String.raw`[\w-]{59}`, entropy: 3.5,
    source: 'https://developer.squareup.com/docs/build-basics/access-tokens', sample: 'EAAAE{url:59}',
    miss: 'EAAAE{url:20}',
  },
  {
    id: 261, name: 'square-oauth-secret', title: ['Square', 'OAuth client secret'], severity: 'high',
    token: ['sq0csp-', 'sq0atp-'], body: String.raw`[\w-]{22,43}`,
    source: 'https://developer.squareup.com/docs/oauth-api/overview', sample: 'sq0csp-{url:43}', miss: 'sq0csp-{url:9}',
  },
  {
    id: 262, name: 'braintree-access-token', title: ['PayPal Braintree', 'access token'], severity: 'critical',
    token: ['access_token$production$', String.raw`access_token\$production\$`], body: String.raw`[a-z0-9]{16}\\?\$[a-f0-9]{32}`,
    source: 'https://developer.paypal.com/braintree/docs/guides/authorization/overview',
    sample: 'access_token$production${lower:16}${hex:32}', miss: 'access_token$production${lower:16}',
  },
  {
    id: 263, name: 'razorpay-key', title: ['Razorpay', 'key ID'], severity: 'low', token: ['rzp_live_', 'rzp_test_'],
    body: '[A-Za-z0-9]{14}', source: 'https://razorpay.com/docs/payments/dashboard/account-settings/api-keys/',
    sample: 'rzp_live_{alnum:14}', miss: 'rzp_live_{alnum:4}',
  },
  {
    id: 264, name: 'adyen-api-key', title: ['Adyen', 'API key'], severity: 'high', token: 'AQE', delimited: true,
    entropy: 4, body: '[a-z][A-Za-z0-9+/]{60,180}={0,2}-[A-Za-z0-9+/]{30,60}={0,2}-[A-Za-z0-9]{10,24}',
    source: 'https://docs.adyen.com/development-resources/api-credentials/', binary: true,
    sample: 'ADYEN_KEY=AQEy{alnum:80}-{alnum:44}=-{alnum:16}', miss: 'AQEy{alnum:20}',
  },
  {
    id: 56, name: 'flutterwave-public-key', title: ['Flutterwave', 'public key'], severity: 'low', legacy: [56, 124],
    token: ['FLWPUBK_TEST-', 'FLWPUBK-'], body: '[A-Za-h0-9]{32}-X', ignoreCase: true, source: FLUTTERWAVE,
    sample: ['FLWPUBK_TEST-{hex:32}-X', 'FLWPUBK-{hex:32}-X'], miss: 'FLWPUBK_TEST-{hex:12}-X',
  },
  {
    id: 57, name: 'flutterwave-secret-key', title: ['Flutterwave', 'secret key'], severity: 'high', legacy: [57, 125],
    token: ['FLWSECK_TEST-', 'FLWSECK-'], body: '[A-Za-h0-9]{32}(?:-[a-z0-9]{8,12}vt)?-X', ignoreCase: true,
    source: FLUTTERWAVE, sample: ['FLWSECK_TEST-{hex:32}-X', 'FLWSECK-{hex:32}-X'], miss: 'FLWSECK_TEST-{hex:20}-X',
  },
  {
    id: 58, name: 'flutterwave-encryption-key', title: ['Flutterwave', 'encryption key'], severity: 'high',
    legacy: [58, 126], token: 'FLWSECK_TEST', body: '-?[a-h0-9]{12}', ignoreCase: true, source: FLUTTERWAVE,
    sample: 'FLWSECK_TEST{hex:12}', miss: 'FLWSECK_TEST{hex:4}',
  },
  {
    id: 49, name: 'duffel-api-token', title: ['Duffel', 'API token'], severity: 'high',
    token: ['duffel_test_', 'duffel_live_'], body: '[A-Za-z0-9_=-]{43}',
    source: 'https://duffel.com/docs/api/overview/authentication', sample: '"duffel_live_{url:43}"',
    miss: '"duffel_live_{url:12}"',
  },
  {
    id: 51, name: 'easypost-api-token', title: ['EasyPost', 'API token'], severity: 'high', token: 'EZAK',
    body: '[A-Za-z0-9]{54}', source: 'https://docs.easypost.com/docs/authentication', sample: '"EZAK{alnum:54}"',
    miss: '"EZAK{alnum:20}"',
  },
  {
    id: 52, name: 'easypost-test-token', title: ['EasyPost', 'test key'], severity: 'low', token: 'EZTK',
    body: '[A-Za-z0-9]{54}', source: 'https://docs.easypost.com/docs/authentication', sample: '"EZTK{alnum:54}"',
    miss: '"EZTK{alnum:20}"',
  },
  {
    id: 54, name: 'finicity-client-secret', title: ['Finicity', 'client secret'], severity: 'high',
    assigned: 'finicity', value: '[a-z0-9]{20}', source: FINICITY, sample: 'finicity_secret = "{lower:20}"',
    miss: 'finicity_secret = "{lower:9}"',
  },
  {
    id: 55, name: 'finicity-api-token', title: ['Finicity', 'API token'], severity: 'high', assigned: 'finicity',
    value: '[a-f0-9]{32}', source: FINICITY, sample: 'finicity_token = "{hex:32}"', miss: 'finicity_token = "{hex:9}"',
  },
  {
    id: 60, name: 'gocardless-api-token', title: ['GoCardless', 'API token'], severity: 'critical', token: 'live_',
    delimited: true, body: '[A-Za-z0-9_=-]{40}',
    source: 'https://developer.gocardless.com/getting-started/api/making-your-first-request/',
    sample: '"live_{alnum:40}"', miss: '"live_{alnum:12}"',
  },
  {
    id: 70, name: 'lob-api-key', title: ['Lob', 'API key'], severity: 'high', assigned: LOB_NAMES,
    value: '(?:live|test)_[a-f0-9]{35}', source: LOB, sample: 'lob_key = "live_{hex:35}"',
    miss: 'lob_key = "live_{hex:9}"',
  },
  {
    id: 71, name: 'lob-publishable-key', title: ['Lob', 'publishable key'], severity: 'low', assigned: LOB_NAMES,
    value: '(?:live|test)_pub_[a-f0-9]{31}', source: LOB, sample: 'lob_key = "test_pub_{hex:31}"',
    miss: 'lob_key = "test_pub_{hex:9}"',
  },
  {
    id: 90, name: 'shippo-api-token', title: ['Shippo', 'API token'], severity: 'high',
    token: ['shippo_live_', 'shippo_test_'], body: '[a-f0-9]{40}',
    source: 'https://docs.goshippo.com/docs/guides_general/authentication/', sample: 'shippo_live_{hex:40}',
    miss: 'shippo_live_{hex:9}',
  },
])
