import { defineRules } from './define.ts'
import type { ContentRule } from './rule.ts'

const SLACK = 'https://docs.slack.dev/authentication/tokens'
const DISCORD = 'https://docs.discord.com/developers/reference#authentication'
const MAILGUN = 'https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth'
const INTERCOM = 'https://developers.intercom.com/docs/build-an-integration/learn-more/authentication'
const MESSAGEBIRD = 'https://developers.messagebird.com/api/#authentication'

/** Tokens of messengers, mail and telephony. */
export const CHAT_RULES: readonly ContentRule[] = defineRules('chat', [
  {
    id: 17, name: 'slack-token', title: ['Slack', 'token'], severity: 'high',
    token: ['xoxb-', 'xoxa-', 'xoxp-', 'xoxr-', 'xoxs-', 'xoxo-'], body: String.raw`(?:\d-)?[A-Za-z0-9-]{20,240}`,
    source: SLACK, sample: ['xoxb-{digit:12}-{digit:13}-{alnum:24}', 'xoxp-{digit:12}-{digit:12}-{digit:12}-{hex:32}'],
    miss: ['xoxb-', 'xoxp-your-token'],
  },
  {
    id: 246, name: 'slack-app-token', title: ['Slack', 'app token'], severity: 'high', token: 'xapp-',
    body: String.raw`\d-[A-Z0-9]{8,14}-\d{10,16}-[a-z0-9]{32,80}`, source: SLACK,
    sample: 'xapp-1-{upper:11}-{digit:13}-{hex:64}', miss: 'xapp-1-{upper:11}',
  },
  {
    id: 247, name: 'slack-configuration-token', title: ['Slack', 'refresh token'], severity: 'high',
    token: ['xoxe-', 'xoxe.xoxp-', 'xoxe.xoxb-'], body: '[0-9]-[A-Za-z0-9]{140,180}', source: SLACK,
    sample: ['xoxe-1-{alnum:146}', 'xoxe.xoxp-1-{alnum:163}'], miss: 'xoxe-1-{alnum:20}',
  },
  {
    id: 248, name: 'slack-session-token', title: ['Slack', 'session token'], severity: 'high',
    token: ['xoxc-', 'xoxd-'], body: '[A-Za-z0-9%-]{40,400}', source: SLACK,
    sample: ['xoxc-{digit:12}-{digit:12}-{digit:12}-{hex:64}', 'xoxd-{alnum:120}'], miss: 'xoxc-{digit:12}',
  },
  {
    id: 23, name: 'slack-webhook', title: ['Slack', 'webhook URL'], severity: 'medium', keywords: ['hooks.slack.com'],
    pattern: String.raw`hooks\.slack\.com\\?/(?:services|workflows|triggers)\\?/(?<secret>[A-Z0-9]{8,14}\\?/[A-Z0-9]{8,16}\\?/[A-Za-z0-9/]{20,60})(?![A-Za-z0-9])`,
    binary: true, entropy: 3, source: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
    sample: [
      'https://hooks.slack.com/services/T{upper:8}/B{upper:10}/{alnum:24}',
      String.raw`"https:\/\/hooks.slack.com\/services\/T{upper:8}\/B{upper:10}\/{alnum:24}"`,
    ],
    miss: 'https://hooks.slack.com/services/T{upper:8}',
  },
  {
    id: 42, name: 'discord-api-key', title: ['Discord', 'API key'], severity: 'high', assigned: 'discord',
    value: '[a-h0-9]{64}', source: DISCORD, sample: 'discord_key = "{hex:64}"', miss: 'discord_key = "{hex:32}"',
  },
  {
    id: 43, name: 'discord-client-id', title: ['Discord', 'client ID'], severity: 'medium', assigned: 'discord',
    value: '[0-9]{18}', entropy: 2, confidence: 'low', source: DISCORD, sample: 'discord_client_id = "{digit:18}"',
    miss: 'discord_client_id = "{digit:9}"',
  },
  {
    id: 44, name: 'discord-client-secret', title: ['Discord', 'client secret'], severity: 'high', assigned: 'discord',
    value: '[a-z0-9=_-]{32}', weak: true, confidence: 'medium', source: DISCORD,
    sample: 'DISCORD_CLIENT_SECRET={url:32}', miss: 'DISCORD_CLIENT_SECRET={url:12}',
  },
  {
    id: 249, name: 'discord-bot-token', title: ['Discord', 'bot token'], severity: 'high',
    assigned: ['discord', 'bot_token', 'bottoken'], value: String.raw`[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,40}`,
    entropy: 3.5, source: DISCORD, sample: 'DISCORD_TOKEN=M{alnum:25}.{url:6}.{alnum:38}',
    miss: 'DISCORD_TOKEN=M{alnum:25}',
  },
  {
    id: 250, name: 'discord-webhook', title: ['Discord', 'webhook URL'], severity: 'medium',
    keywords: ['discord.com', 'discordapp.com'], entropy: 3.5, binary: true,
    pattern: String.raw`discord(?:app)?\.com\\?/api\\?/webhooks\\?/\d{17,20}\\?/(?<secret>[\w-]{60,80})(?![\w-])`,
    source: 'https://docs.discord.com/developers/resources/webhook',
    sample: 'https://discord.com/api/webhooks/{digit:18}/{url:68}',
    miss: 'https://discord.com/api/webhooks/{digit:18}/',
  },
  {
    id: 251, name: 'telegram-bot-token', title: ['Telegram', 'bot token'], severity: 'high',
    keywords: ['telegram', 'bot_token', 'bottoken', 'tg_token', 'tg_bot'], entropy: 3.5, ignoreCase: true,
    pattern: String.raw`(?:telegram|bot_?token|tg_token|tg_bot)[\s\S]{0,60}?(?<![A-Za-z0-9])(?:bot)?(?<secret>\d{8,10}:AA[\w-]{32,34})(?![\w-])`,
    source: 'https://core.telegram.org/bots/api#authorizing-your-bot',
    sample: ['TELEGRAM_TOKEN={nonzero:10}:AA{url:33}', 'https://api.telegram.org/bot{nonzero:9}:AA{url:33}/getMe'],
    miss: 'TELEGRAM_TOKEN={nonzero:10}:AA{url:9}',
  },
  {
    id: 252, name: 'microsoft-teams-webhook', title: ['Microsoft Teams', 'webhook URL'], severity: 'medium',
    keywords: ['webhook.office.com'], entropy: 3, binary: true,
    pattern: String.raw`webhook\.office\.com\\?/webhookb2\\?/(?<secret>[0-9a-f-]{36}@[0-9a-f-]{36}\\?/IncomingWebhook\\?/[0-9a-f]{32}\\?/[0-9a-f-]{36})`,
    source: 'https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook',
    sample: 'https://x.webhook.office.com/webhookb2/{uuid:1}@{uuid:2}/IncomingWebhook/{hex:32}/{uuid:3}',
    miss: 'https://x.webhook.office.com/webhookb2/{uuid:1}',
  },
  {
    id: 24, name: 'twilio-api-key', title: ['Twilio', 'API key'], severity: 'high',
    keywords: ['twilio', 'Twilio', 'TWILIO'], before: 200, after: 260, entropy: 2.8,
    pattern: String.raw`(?<![A-Za-z0-9])(?<secret>SK[a-f0-9]{32})(?![A-Za-z0-9])`,
    source: 'https://www.twilio.com/docs/iam/api-keys', sample: 'twilio.key = SK{hex:32}',
    miss: 'twilio.key = SK{hex:12}',
  },
  {
    id: 253, name: 'twilio-auth-token', title: ['Twilio', 'auth token'], severity: 'critical', assigned: 'twilio',
    value: '[a-f0-9]{32}', weak: true, confidence: 'high', source: 'https://www.twilio.com/docs/iam/api/authtoken',
    sample: 'TWILIO_AUTH_TOKEN={hex:32}', miss: 'TWILIO_AUTH_TOKEN={hex:12}',
  },
  {
    id: 65, name: 'intercom-api-token', title: ['Intercom', 'API token'], severity: 'high', assigned: 'intercom',
    value: '[a-z0-9=_]{60}', source: INTERCOM, sample: 'intercom_token = "{lower:60}"',
    miss: 'intercom_token = "{lower:20}"',
  },
  {
    id: 66, name: 'intercom-client-secret', title: ['Intercom', 'client secret'], severity: 'high',
    assigned: 'intercom', value: '[a-h0-9]{8}-[a-h0-9]{4}-[a-h0-9]{4}-[a-h0-9]{4}-[a-h0-9]{12}', source: INTERCOM,
    sample: 'intercom_secret = "{uuid:1}"', miss: 'intercom_secret = "{hex:8}"',
  },
  {
    id: 72, name: 'mailchimp-api-key', title: ['Mailchimp', 'API key'], severity: 'high',
    keywords: ['-us1', '-us2', '-us3', '-us4', '-us5', '-us6', '-us7', '-us8', '-us9'], before: 34, after: 5,
    entropy: 3, pattern: '(?<![A-Za-z0-9])(?<secret>[a-f0-9]{32}-us[0-9]{1,2})(?![A-Za-z0-9-])',
    source: 'https://mailchimp.com/developer/marketing/guides/quick-start/',
    sample: ['mailchimp_key = "{hex:32}-us20"', 'MAILCHIMP_API_KEY={hex:32}-us5'],
    miss: 'mailchimp_key = "{hex:12}-us20"',
  },
  {
    id: 73, name: 'mailgun-private-token', title: ['Mailgun', 'private API token'], severity: 'high',
    assigned: ['mailgun', 'mg_api'], value: 'key-[a-f0-9]{32}', source: MAILGUN, sample: 'MAILGUN_API_KEY=key-{hex:32}',
    miss: 'MAILGUN_API_KEY=key-{hex:12}',
  },
  {
    id: 74, name: 'mailgun-public-key', title: ['Mailgun', 'public key'], severity: 'low', assigned: 'mailgun',
    value: 'pubkey-[a-f0-9]{32}', source: MAILGUN, sample: 'mailgun_public = "pubkey-{hex:32}"',
    miss: 'mailgun_public = "pubkey-{hex:12}"',
  },
  {
    id: 75, name: 'mailgun-signing-key', title: ['Mailgun', 'webhook signing secret'], severity: 'high',
    assigned: 'mailgun', value: '[a-h0-9]{32}-[a-h0-9]{8}-[a-h0-9]{8}', source: MAILGUN,
    sample: 'mailgun_signing = "{hex:32}-{hex:8}-{hex:8}"', miss: 'mailgun_signing = "{hex:32}"',
  },
  {
    id: 77, name: 'messagebird-api-token', title: ['MessageBird', 'API token'], severity: 'high',
    assigned: 'messagebird', value: '[a-z0-9]{25}', source: MESSAGEBIRD, sample: 'messagebird_key = "{lower:25}"',
    miss: 'messagebird_key = "{lower:9}"',
  },
  {
    id: 78, name: 'messagebird-client-id', title: ['MessageBird', 'client ID'], severity: 'medium',
    assigned: 'messagebird', value: '[a-h0-9]{8}-[a-h0-9]{4}-[a-h0-9]{4}-[a-h0-9]{4}-[a-h0-9]{12}', source: MESSAGEBIRD,
    sample: 'messagebird_client_id = "{uuid:1}"', miss: 'messagebird_client_id = "{hex:8}"',
  },
  {
    id: 88, name: 'sendgrid-api-token', title: ['SendGrid', 'API token'], severity: 'high', token: 'SG.',
    body: String.raw`(?:[\w-]{22}\.[\w-]{43}|[\w.-]{66})`, delimited: true,
    source: 'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys',
    sample: 'SENDGRID_API_KEY=SG.{url:22}.{url:43}', miss: 'SENDGRID_API_KEY=SG.{url:22}',
  },
  {
    id: 89, name: 'sendinblue-api-token', title: ['Brevo (Sendinblue)', 'API token'], severity: 'high',
    token: 'xkeysib-', body: '[a-f0-9]{64}-[A-Za-z0-9]{16}',
    source: 'https://developers.brevo.com/docs/getting-started', sample: 'xkeysib-{hex:64}-{alnum:16}',
    miss: 'xkeysib-{hex:64}',
  },
  {
    id: 254, name: 'brevo-smtp-key', title: ['Brevo', 'SMTP key'], severity: 'high', token: 'xsmtpsib-',
    body: '[a-f0-9]{64}-[A-Za-z0-9]{16}', source: 'https://help.brevo.com/hc/en-us/articles/7924908994450',
    sample: 'xsmtpsib-{hex:64}-{alnum:16}', miss: 'xsmtpsib-{hex:64}',
  },
  {
    id: 255, name: 'resend-api-key', title: ['Resend', 'API key'], severity: 'high', token: 're_', delimited: true,
    body: '[A-Za-z0-9]{8}_[A-Za-z0-9]{24}', entropy: 3.5,
    source: 'https://resend.com/docs/dashboard/api-keys/introduction', sample: 'RESEND_API_KEY=re_{alnum:8}_{alnum:24}',
    miss: 'RESEND_API_KEY=re_{alnum:8}',
  },
  {
    id: 440, name: 'mailgun-key', title: ['Mailgun', 'private API token'], severity: 'high', token: 'key-', body: '[a-f0-9]{32}', entropy: 3, binary: false, confidence: 'medium', source: MAILGUN,
    sample: ['api:key-{hex:32}', 'Authorization: key-{hex:32}'], miss: 'key-{hex:12}',
  },
  {
    id: 441, name: 'microsoft-teams-legacy-webhook', title: ['Microsoft Teams', 'webhook URL'], severity: 'medium', keywords: ['outlook.office.com', 'outlook.office365.com'], entropy: 3, binary: true,
    pattern: String.raw`outlook\.office(?:365)?\.com\\?/webhook\\?/(?<secret>[0-9a-f-]{36}@[0-9a-f-]{36}\\?/[A-Za-z]{3,40}\\?/[0-9a-f]{32}(?:\\?/[0-9a-f-]{36})?)`,
    source: 'https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook',
    sample: 'https://outlook.office.com/webhook/{uuid:1}@{uuid:2}/IncomingWebhook/{hex:32}/{uuid:3}', miss: 'https://outlook.office.com/webhook/{uuid:1}',
  },
  {
    id: 442, name: 'power-automate-webhook', title: ['Microsoft Teams workflow', 'webhook URL', 'Microsoft Teams 工作流'], severity: 'medium', keywords: ['.logic.azure.com', '.powerplatform.com'], entropy: 3.5, binary: true,
    pattern: String.raw`\.(?:logic\.azure|environment\.api\.powerplatform)\.com(?::\d{2,5})?\\?/[^\s"'<>]{20,300}?sig=(?<secret>[\w%-]{40,60})(?![\w%-])`,
    source: 'https://learn.microsoft.com/connectors/teams/', sample: 'https://prod-12.westeurope.logic.azure.com:443/workflows/{hex:32}/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig={url:43}',
    miss: 'https://prod-12.westeurope.logic.azure.com:443/workflows/{hex:32}',
  },
])
