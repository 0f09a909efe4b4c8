variable "ALLOW" {
  default = "security.insecure"
}
target "app" {
  entitlements = [ALLOW]
}
