variable "NPM_TOKEN" {
  default = ""
}
target "app" {
  args = {
    NPM_TOKEN = NPM_TOKEN
    DB_PASSWORD = "${DB_PASSWORD}"
    VERSION = upper("abc-def")
  }
}
