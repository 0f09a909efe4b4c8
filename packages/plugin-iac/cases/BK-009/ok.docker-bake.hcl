variable "DB_PASSWORD" {
  default = ""
}
variable "TOKEN_TTL" {
  default = "3600"
}
