variable "DB_PASSWORD" {
  default = "correct-horse-9"
}
